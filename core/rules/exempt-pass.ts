import type { Pass } from '#core/pass/pass.js';
import { parseTimeOfDay, type DayNumber } from '#core/units/calendar-day.js';
import type { Instant } from '#core/units/instant.js';
import { passOf, type Facts, type Rule } from './rule.js';

const WEEK = 7;

/** Work, medical, service and visitor passes: weekdays and hours count, the quota does not (DESIGN section 4, rule 7). */
export const exemptPass: Rule = {
  name: 'exempt-pass',
  check: (facts) => {
    const pass = passOf(facts);
    if (pass === null || pass.kind === 'purchase' || pass.kind === 'resident') return { value: 'no' };
    const opens = nextOpening(pass, facts);
    if (opens === facts.now) {
      return {
        value: pass.kind,
        decision: { reason: 'exempt' },
        effects: [{ kind: 'open-outing', charged: false }],
      };
    }
    const within = opens !== null && (pass.expires === null || opens < pass.expires);
    return {
      value: `${pass.kind}, outside its hours`,
      decision: { reason: 'outside-hours', ...(within ? { nextAt: opens } : {}) },
    };
  },
};

/** The first instant from now on at which the weekdays and hours of the pass admit it; null when they never do. */
function nextOpening(pass: Pass, facts: Facts): Instant | null {
  const today = facts.calendar.dayOf(facts.now);
  for (let day = today; day <= today + WEEK; day += 1) {
    const opens = openingOn(day, { pass, facts });
    if (opens !== null) return opens;
  }
  return null;
}

function openingOn(day: DayNumber, context: { pass: Pass; facts: Facts }): Instant | null {
  const { pass, facts } = context;
  if (pass.weekdays !== null && !pass.weekdays.includes(facts.calendar.weekdayOf(day))) return null;
  const from = facts.calendar.instantAt(day, parseTimeOfDay(pass.hours?.from ?? '00:00'));
  const to = facts.calendar.instantAt(day, parseTimeOfDay(pass.hours?.to ?? '24:00'));
  const opens = Math.max(from, facts.now);
  return opens < to ? opens : null;
}
