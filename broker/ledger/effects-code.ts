import { PASS_KINDS, type Pass, type PassKind } from '#core/pass/pass.js';
import type { Effect } from '#core/rules/rule.js';

/**
 * What an entry changed in its household's state, as a short text: the kind of the pass, then a letter an effect, such as
 * `pO`; the exception that was used stands between an `X` and a `;`. With it the ledger alone tells every state: the fold of the effects of a household's entries in order of arrival.
 */
export type EffectsCode = string;

const KIND_LETTERS: Readonly<Record<PassKind, string>> = {
  purchase: 'p',
  resident: 'r',
  work: 'w',
  medical: 'm',
  visitor: 'v',
  service: 's',
};

const EFFECTS: readonly (readonly [letter: string, effect: Effect])[] = [
  ['O', { kind: 'open-outing', charged: true }],
  ['o', { kind: 'open-outing', charged: false }],
  ['C', { kind: 'close-outing' }],
  ['S', { kind: 'suspect-fever' }],
  ['s', { kind: 'clear-suspicion' }],
  ['I', { kind: 'count-implausible' }],
  ['i', { kind: 'reset-implausible' }],
];

/** Alarms are left out: they change no state, and have rows of their own. */
export function effectsCode(effects: readonly Effect[], pass: Pass | null): EffectsCode {
  if (pass === null) return '';
  let code = KIND_LETTERS[pass.kind];
  for (const effect of effects) code += letterOf(effect);
  return code;
}

/** The effects of a code, and the kind of pass they hold for; null when it names none. */
export function effectsOf(code: EffectsCode): { readonly kind: PassKind | null; readonly effects: Effect[] } {
  const kind = PASS_KINDS.find((one) => KIND_LETTERS[one] === code[0]) ?? null;
  return { kind, effects: (code.slice(1).match(/X[^;]*;|./gu) ?? []).flatMap(effectOf) };
}

function letterOf(effect: Effect): string {
  switch (effect.kind) {
    case 'open-outing':
      return effect.charged ? 'O' : 'o';
    case 'close-outing':
      return 'C';
    case 'suspect-fever':
      return 'S';
    case 'clear-suspicion':
      return 's';
    case 'count-implausible':
      return 'I';
    case 'reset-implausible':
      return 'i';
    case 'use-exception':
      return `X${effect.exception};`;
    case 'alarm':
      return '';
  }
}

function effectOf(letter: string): Effect[] {
  if (letter.startsWith('X')) return [{ kind: 'use-exception', exception: letter.slice(1, -1) }];
  const known = EFFECTS.find(([own]) => own === letter);
  return known === undefined ? [] : [known[1]];
}
