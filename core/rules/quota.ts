import { parseTimeOfDay } from '#core/units/calendar-day.js';
import { DAY, type Instant } from '#core/units/instant.js';
import type { Facts, Rule, RuleFinding } from './rule.js';

/**
 * The purchase-pass rule (DESIGN section 4, rule 9): so many outings per household in so many days, one member at a
 * time, inside the opening hours. The last rule: it always decides.
 */
export const quota: Rule = {
  name: 'quota',
  check: (facts) => {
    const { outings, days } = facts.policy.quota;
    const used = chargesInForce(facts).length;
    const value = `${used} of ${outings} outings in ${days} days`;
    if (used >= outings)
      return { value, decision: { reason: 'quota-used', nextAt: opening(quotaFreeAt(facts), facts) } };
    if (facts.state.outings.some((outing) => outing.charged)) {
      return { value: `${value}, a member is out`, decision: { reason: 'member-out' } };
    }
    return withinHours(value, facts);
  },
};

function withinHours(value: string, facts: Facts): RuleFinding {
  const opens = opening(facts.now, facts);
  if (opens > facts.now) return { value, decision: { reason: 'outside-hours', nextAt: opens } };
  return { value, decision: { reason: 'ok' }, effects: [{ kind: 'open-outing', charged: true }] };
}

/** When a charged outing stops counting against the quota. */
function freeAgainAt(charge: Instant, facts: Facts): Instant {
  const { days, counting } = facts.policy.quota;
  if (counting === 'rolling-hours') return charge + days * DAY;
  return facts.calendar.instantAt(facts.calendar.dayOf(charge) + days, 0);
}

function chargesInForce(facts: Facts): Instant[] {
  return facts.state.charges.map((charge) => freeAgainAt(charge, facts)).filter((free) => free > facts.now);
}

/** The instant at which enough charges have lapsed for one more outing. */
function quotaFreeAt(facts: Facts): Instant {
  const frees = chargesInForce(facts).sort((a, b) => a - b);
  return frees[frees.length - facts.policy.quota.outings] ?? facts.now;
}

/** The first instant at or after `at` that lies in the opening hours. */
function opening(at: Instant, facts: Facts): Instant {
  const { hours } = facts.policy;
  if (hours === null) return at;
  const day = facts.calendar.dayOf(at);
  const [from, to] = [parseTimeOfDay(hours.from), parseTimeOfDay(hours.to)];
  const opens = facts.calendar.instantAt(day, from);
  if (at < opens) return opens;
  return at < facts.calendar.instantAt(day, to) ? at : facts.calendar.instantAt(day + 1, from);
}
