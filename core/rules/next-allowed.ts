import type { Instant } from '#core/units/instant.js';
import { verdictOf, type Reason } from './reasons.js';
import type { Facts, Rule } from './rule.js';

/** Each round passes one obstacle (validity, quota, opening hours); a handful is all there are. */
const MAX_ROUNDS = 16;

interface Deciding {
  readonly rule: Rule;
  readonly reason: Reason;
}

/**
 * The first instant from now on at which the rules would let the same person out with the same credential and a good
 * reading, once whoever is out has come back; null when time alone never allows it.
 *
 * Exact, because the rule that objects at an instant goes on objecting until the instant its `opensAt` names: no
 * allowed instant is ever jumped over.
 */
export function nextAllowed(facts: Facts, rules: readonly Rule[]): Instant | null {
  let later: Facts = { ...facts, state: { ...facts.state, outings: [] } };
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

function firstToDecide(facts: Facts, rules: readonly Rule[]): Deciding | null {
  for (const rule of rules) {
    const { reason } = rule.check(facts);
    if (reason !== undefined) return { rule, reason };
  }
  return null;
}
