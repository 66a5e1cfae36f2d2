import type { JSX } from 'preact';
import type { Verdict } from '#core/wire/parts.js';
import type { Translator } from './translator.js';
import { VerdictShape } from './verdict-shape.js';

interface Props {
  readonly verdict: Verdict;
  readonly words: Translator;
  /** Drawn as an outline: the verdict was given earlier and has only now been sent on. */
  readonly hollow?: boolean;
}

/** Colour, shape, pattern and word of a verdict. */
export function VerdictBadge({ verdict, words, hollow = false }: Props): JSX.Element {
  return (
    <span class={`badge badge-${verdict}${hollow ? ' badge-hollow' : ''}`}>
      <VerdictShape verdict={verdict} />
      <span class="badge-word">{words.t(`verdict.${verdict}`)}</span>
    </span>
  );
}
