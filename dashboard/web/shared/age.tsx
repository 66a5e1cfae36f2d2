import type { JSX } from 'preact';
import type { Instant } from '#core/units/instant.js';
import type { PageTools } from './page-tools.js';
import { ageWords } from './time-words.js';

interface Props {
  readonly at: Instant;
  readonly page: PageTools;
}

/** How long ago something was. A leaf of its own, so that the passing of time redraws nothing else. */
export function Age({ at, page }: Props): JSX.Element {
  return <span class="age">{ageWords(page.now.value - at, page.words)}</span>;
}
