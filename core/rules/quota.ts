import { DAY, type Instant } from '#core/units/instant.js';
import { firstOpening } from './opening-hours.js';
import type { Facts, Rule } from './rule.js';
import { nextExceptionFrom } from './usable-exception.js';
import { words, type Words } from './words.js';

/**
 * The purchase-pass rule (DESIGN section 4, rule 9): so many outings per household in so many days, one member at a
 * time, inside the opening hours. The last rule: it always decides.
 */
export const quota: Rule = {
  name: 'quota',
  title: words('外出次数', 'Quota'),
  check: (facts) => {
    const used = chargesInForce(facts).length;
    const value = describe(used, facts);
    if (used >= facts.policy.quota.outings) return { value, reason: 'quota-used' };
    if (isMemberOut(facts)) {
      return { value: words(`${value.zh}，有人在外`, `${value.en}, a member is out`), reason: 'member-out' };
    }
    if (openingFrom(facts) !== facts.now) return { value, reason: 'outside-hours' };
    return { value, reason: 'ok', effects: [{ kind: 'open-outing', charged: true }] };
  },
  opensAt: (facts) => {
    const isUsed = chargesInForce(facts).length >= facts.policy.quota.outings;
    if (!isUsed && isMemberOut(facts)) return null;
    return earlier(isUsed ? quotaFreeAt(facts) : openingFrom(facts), nextExceptionFrom(facts));
  },
};

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

function describe(used: number, facts: Facts): Words {
  const { outings, days } = facts.policy.quota;
  return words(`${days}天内${used}次，限${outings}次`, `${used} of ${outings} outings in ${days} days`);
}

/** Only a counted outing keeps the others at home: someone at work or in hospital does not. */
function isMemberOut(facts: Facts): boolean {
  return facts.state.outings.some((outing) => outing.charged);
}

/** When each outing that still counts against the quota stops to, earliest first. */
function chargesInForce(facts: Facts): Instant[] {
  const frees = facts.state.charges.map((charge) => freeAgainAt(charge, facts));
  return frees.filter((free) => free > facts.now).sort((a, b) => a - b);
}

function freeAgainAt(charge: Instant, facts: Facts): Instant {
  const { days, counting } = facts.policy.quota;
  if (counting === 'rolling-hours') return charge + days * DAY;
  return facts.calendar.instantAt(facts.calendar.dayOf(charge) + days, 0);
}

/** The instant at which enough charges have lapsed for one more outing. */
function quotaFreeAt(facts: Facts): Instant | null {
  const frees = chargesInForce(facts);
  return frees[frees.length - facts.policy.quota.outings] ?? null;
}

function openingFrom(facts: Facts): Instant | null {
  return firstOpening(facts.now, { weekdays: null, hours: facts.policy.hours }, facts.calendar);
}
