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
import type { Trace } from './trace.js';
import type { Words } from './words.js';

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

/** What the rulebook found: the verdict with its one reason, the trace, and what follows from it. */
export interface Ruling {
  readonly verdict: Verdict;
  readonly reason: Reason;
  /** See `nextAllowed`; null with every verdict but a `deny` that time alone will lift. */
  readonly nextAt: Instant | null;
  readonly trace: Trace;
  readonly effects: readonly Effect[];
}

/** Asks each rule in turn; the first that decides wins. Pure: the same facts give the same ruling at gate and centre. */
export function rule(facts: Facts, rulebook: readonly Rule[] = RULEBOOK): Ruling {
  const said: Words[] = [];
  const trace = { rules: rulebook, said };
  let effects = NO_EFFECTS;
  for (const asked of rulebook) {
    const { value, reason, effects: following } = asked.check(facts);
    said.push(value);
    if (following !== undefined) effects = effects.length === 0 ? following : [...effects, ...following];
    if (reason === undefined) continue;
    const nextAt = liftedAt(asked, facts, rulebook);
    return { verdict: verdictOf(reason), reason, nextAt, trace, effects };
  }
  return { verdict: 'fault', reason: 'cannot-check', nextAt: null, trace, effects };
}

const NO_EFFECTS: readonly Effect[] = [];

/** When a refusal ends. */
function liftedAt(deciding: Rule, facts: Facts, rulebook: readonly Rule[]): Instant | null {
  const opens = deciding.opensAt?.(facts) ?? null;
  return opens === null || opens <= facts.now ? null : nextAllowed(facts, rulebook, opens);
}
