import { DAY, type Instant } from '#core/units/instant.js';
import { firstOpening } from './opening-hours.js';
import type { Effect, Facts, Rule } from './rule.js';
import { nextExceptionFrom } from './usable-exception.js';
import { phrase, words } from './words.js';

const COUNTED_OUTING: readonly Effect[] = [{ kind: 'open-outing', charged: true }];

/**
 * The purchase-pass rule (DESIGN section 4, rule 9): so many outings per household in so many days, one member at a
 * time, inside the opening hours. The last rule: it always decides.
 */
export const quota: Rule = {
  name: 'quota',
  title: words('外出次数', 'Quota'),
  check: (facts) => {
    const { outings, days } = facts.policy.quota;
    const used = chargesInForce(facts).length;
    const value = counted([used, outings, days]);
    if (used >= outings) return { value, reason: 'quota-used' };
    if (isMemberOut(facts)) {
      return { value: words(`${value.zh}，有人在外`, `${value.en}, a member is out`), reason: 'member-out' };
    }
    if (openingFrom(facts) !== facts.now) return { value, reason: 'outside-hours' };
    return { value, reason: 'ok', effects: COUNTED_OUTING };
  },
  opensAt: (facts) => {
    const frees = chargesInForce(facts);
    const { outings } = facts.policy.quota;
    const isUsed = frees.length >= outings;
    if (!isUsed && isMemberOut(facts)) return null;
    // With so many of them lapsed, there is room for one more.
    const opens = isUsed ? (frees[frees.length - outings] ?? null) : openingFrom(facts);
    return earlier(opens, nextExceptionFrom(facts));
  },
};

function earlier(one: Instant | null, other: Instant | null): Instant | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}

const counted = phrase(([used, outings, days]: readonly [used: number, outings: number, days: number]) =>
  words(`${days}天内${used}次，限${outings}次`, `${used} of ${outings} outings in ${days} days`),
);

/** Only a counted outing keeps the others at home: someone at work or in hospital does not. */
function isMemberOut(facts: Facts): boolean {
  return facts.state.outings.some((outing) => outing.charged);
}

/** When each outing that still counts against the quota stops to, earliest first. */
function chargesInForce(facts: Facts): Instant[] {
  let frees: Instant[] = [];
  const longAgo = facts.now - (facts.policy.quota.days + SLACK_DAYS) * DAY;
  for (let index = facts.state.charges.length - 1; index >= 0; index -= 1) {
    const charge = facts.state.charges[index];
    if (charge === undefined || charge <= longAgo) break;
    const free = freeAgainAt(charge, facts);
    if (free > facts.now) frees = [free, ...frees];
  }
  return frees.length > 1 ? frees.sort((a, b) => a - b) : frees;
}

/** Days of the calendar begin late by less than this, whatever becomes of its clocks. */
const SLACK_DAYS = 3;

function freeAgainAt(charge: Instant, facts: Facts): Instant {
  const { days, counting } = facts.policy.quota;
  if (counting === 'rolling-hours') return charge + days * DAY;
  return facts.calendar.instantAt(facts.calendar.dayOf(charge) + days, 0);
}

function openingFrom(facts: Facts): Instant | null {
  if (facts.policy.hours === null) return facts.now;
  return firstOpening(facts.now, { weekdays: null, hours: facts.policy.hours }, facts.calendar);
}
