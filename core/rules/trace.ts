import type { PassId } from '#core/units/ids.js';
import type { Words } from './words.js';

/** Stands in the words of a rule for the id of the pass that was presented, which would make them others for every pass. */
export const THE_PASS = '{pass}';

/** What the rules have said, in the order they were asked: all but the last have passed, the last has decided. */
export interface Trace {
  /** At least those that were asked. */
  readonly rules: readonly { readonly name: string }[];
  readonly said: readonly Words[];
}

/** One line of the answer to "why?": what a rule saw, in English (`value`) and in Chinese. */
export interface TraceLine {
  readonly rule: string;
  readonly value: string;
  readonly zh: string;
  readonly result: 'passed' | 'decided';
}

/** The trace as people read it. `pass`: the one that was presented; null when the credential led to none. */
export function traceLines({ rules, said }: Trace, pass: PassId | null): TraceLine[] {
  return said.map(({ zh, en }, index) => ({
    rule: rules[index]?.name ?? 'unknown',
    value: en.replace(THE_PASS, pass ?? ''),
    zh: zh.replace(THE_PASS, pass ?? ''),
    result: index === said.length - 1 ? 'decided' : 'passed',
  }));
}
