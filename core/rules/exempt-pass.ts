import type { Pass } from '#core/pass/pass.js';
import type { Instant } from '#core/units/instant.js';
import { firstOpening } from './opening-hours.js';
import { passOf, type Facts, type Rule, type RuleFinding } from './rule.js';
import { words } from './words.js';

const COUNTED: RuleFinding = { value: words('否', 'no') };
const OUTSIDE: RuleFinding = { value: words('不在允许时段', 'outside its hours'), reason: 'outside-hours' };
const INSIDE: RuleFinding = {
  value: words('在允许时段内', 'in its hours'),
  reason: 'exempt',
  effects: [{ kind: 'open-outing', charged: false }],
};

/** Work, medical, service and visitor passes: weekdays and hours count, the quota does not (DESIGN section 4, rule 7). */
export const exemptPass: Rule = {
  name: 'exempt-pass',
  title: words('免计次证', 'Exempt pass'),
  check: (facts) => {
    const pass = exemptPassOf(facts);
    if (pass === null) return COUNTED;
    return openingFrom(pass, facts) === facts.now ? INSIDE : OUTSIDE;
  },
  opensAt: (facts) => {
    const pass = exemptPassOf(facts);
    return pass === null ? null : openingFrom(pass, facts);
  },
};

function exemptPassOf(facts: Facts): Pass | null {
  const pass = passOf(facts);
  return pass === null || pass.kind === 'purchase' || pass.kind === 'resident' ? null : pass;
}

function openingFrom(pass: Pass, facts: Facts): Instant | null {
  return firstOpening(facts.now, { weekdays: pass.weekdays, hours: pass.hours }, facts.calendar);
}
