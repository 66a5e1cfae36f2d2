import type { Instant } from '#core/units/instant.js';
import type { HouseholdState } from './household-state.js';
import { verdictOf, type Reason } from './reasons.js';
import type { Facts, Rule } from './rule.js';
import { screening } from './screening.js';

/** Each round passes one obstacle (validity, quota, opening hours); a handful is all there are. */
const MAX_ROUNDS = 16;

interface Deciding {
  readonly rule: Rule;
  readonly reason: Reason;
}

/**
 * The first instant from `from` on at which the rules would let the same person out with the same credential and a good
 * reading, once whoever is out has come back; null when time alone never allows it. The reading is not looked at: a later
 * presentation has one of its own.
 *
 * Exact, because the rule that objects at an instant goes on objecting until the instant its `opensAt` names: no
 * allowed instant is ever jumped over.
 */
export function nextAllowed(facts: Facts, rules: readonly Rule[], from: Instant = facts.now): Instant | null {
  let later: Facts = { ...facts, now: from, state: withNobodyOut(facts.state) };
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const deciding = firstToDecide(later, rules);
    if (deciding === null) return null;
    if (verdictOf(deciding.reason) === 'allow') return later.now;
    const opens = deciding.rule.opensAt?.(later) ?? null;
    if (opens === null || opens <= later.now) return null;
    later = { ...later, now: opens };
  }
  return null;
}

function withNobodyOut(state: HouseholdState): HouseholdState {
  return state.outings.length === 0 ? state : { ...state, outings: [] };
}

function firstToDecide(facts: Facts, rules: readonly Rule[]): Deciding | null {
  for (const rule of rules) {
    if (rule === screening) continue;
    const { reason } = rule.check(facts);
    if (reason !== undefined) return { rule, reason };
  }
  return null;
}
