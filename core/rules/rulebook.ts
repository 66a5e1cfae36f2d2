import type { Instant } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import { credential } from './credential.js';
import { emergency } from './emergency.js';
import { exception } from './exception.js';
import { exemptPass } from './exempt-pass.js';
import { isolation } from './isolation.js';
import { levelOpen } from './level-open.js';
import { nextAllowed } from './next-allowed.js';
import { quota } from './quota.js';
import { verdictOf, type Reason } from './reasons.js';
import { returning } from './return.js';
import type { Effect, Facts, Rule } from './rule.js';
import { screening } from './screening.js';
import { seals } from './seals.js';

/** The rules in the order of DESIGN section 4, and the exception of docs/decisions/0021. Adding a rule is one file and one line here. */
export const RULEBOOK: readonly Rule[] = [
  emergency,
  credential,
  screening,
  isolation,
  seals,
  returning,
  exemptPass,
  exception,
  levelOpen,
  quota,
];

/** One line of the answer to "why?": what a rule saw, in English (`value`) and in Chinese. */
export interface TraceLine {
  readonly rule: string;
  readonly value: string;
  readonly zh: string;
  readonly result: 'passed' | 'decided';
}

/** What the rulebook found: the verdict with its one reason, the trace, and what follows from it. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** See `nextAllowed`; null with every verdict but a `deny` that time alone will lift. */
  readonly nextAt: Instant | null;
  readonly trace: readonly TraceLine[];
  readonly effects: readonly Effect[];
}

/** Asks each rule in turn; the first that decides wins. Pure: the same facts give the same ruling at gate and centre. */
export function rule(facts: Facts, rulebook: readonly Rule[] = RULEBOOK): Ruling {
  const trace: TraceLine[] = [];
  const effects: Effect[] = [];
  for (const asked of rulebook) {
    const { value, reason, effects: following } = asked.check(facts);
    if (following !== undefined) effects.push(...following);
    trace.push({
      rule: asked.name,
      value: value.en,
      zh: value.zh,
      result: reason === undefined ? 'passed' : 'decided',
    });
    if (reason === undefined) continue;
    return {
      verdict: verdictOf(reason),
      reason,
      nextAt: liftedAt(asked, { facts, rulebook }),
      trace,
      effects,
    };
  }
  return { verdict: 'fault', reason: 'cannot-check', nextAt: null, trace, effects };
}

/** When a refusal ends. The reading is left out: a later presentation has one of its own. */
function liftedAt(deciding: Rule, asked: { facts: Facts; rulebook: readonly Rule[] }): Instant | null {
  const opens = deciding.opensAt?.(asked.facts) ?? null;
  if (opens === null || opens <= asked.facts.now) return null;
  const withoutReading = asked.rulebook.filter((one) => one !== screening);
  return nextAllowed({ ...asked.facts, now: opens }, withoutReading);
}
