import type { Instant } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import { credential } from './credential.js';
import { emergency } from './emergency.js';
import { exemptPass } from './exempt-pass.js';
import { isolation } from './isolation.js';
import { levelOpen } from './level-open.js';
import { quota } from './quota.js';
import { verdictOf, type Reason } from './reasons.js';
import { returning } from './return.js';
import type { Effect, Facts, Rule } from './rule.js';
import { screening } from './screening.js';
import { seals } from './seals.js';

/** The rules in the order of DESIGN section 4. Adding a rule is one file and one line here. */
export const RULEBOOK: readonly Rule[] = [
  emergency,
  credential,
  screening,
  isolation,
  seals,
  returning,
  exemptPass,
  levelOpen,
  quota,
];

/** One line of the answer to "why?". */
export interface TraceLine {
  readonly rule: string;
  readonly value: string;
  readonly result: 'passed' | 'decided';
}

/** What the rulebook found: the verdict with its one reason, the trace, and what follows from it. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly nextAt: Instant | null;
  readonly trace: readonly TraceLine[];
  readonly effects: readonly Effect[];
}

/** Asks each rule in turn; the first that decides wins. Pure: the same facts give the same ruling at gate and centre. */
export function rule(facts: Facts, rulebook: readonly Rule[] = RULEBOOK): Ruling {
  const trace: TraceLine[] = [];
  const effects: Effect[] = [];
  for (const { name, check } of rulebook) {
    const finding = check(facts);
    effects.push(...(finding.effects ?? []));
    trace.push({
      rule: name,
      value: finding.value,
      result: finding.decision === undefined ? 'passed' : 'decided',
    });
    if (finding.decision !== undefined) {
      const { reason, nextAt } = finding.decision;
      return { verdict: verdictOf(reason), reason, nextAt: nextAt ?? null, trace, effects };
    }
  }
  return { verdict: 'fault', reason: 'cannot-check', nextAt: null, trace, effects };
}
