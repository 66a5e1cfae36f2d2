import { outingClosedBy } from './household-state.js';
import { isGoingOut, passOf, type Effect, type Rule, type RuleFinding } from './rule.js';
import { words } from './words.js';

const effects: readonly Effect[] = [{ kind: 'close-outing' }];

const GOING_OUT: RuleFinding = { value: words('外出', 'going out') };
const RETURNED: RuleFinding = { value: words('外出未归', 'outing open'), reason: 'returned', effects };
const NOT_OUT: RuleFinding = { value: words('无外出记录', 'no outing open'), reason: 'not-out', effects };

/**
 * Going in closes the open outing; residents are never shut out (DESIGN section 4, rule 6). The effect is recorded even
 * where no outing is open: one that is only written down later must find its return in the ledger.
 */
export const returning: Rule = {
  name: 'return',
  title: words('返回', 'Return'),
  check: (facts) => {
    if (isGoingOut(facts)) return GOING_OUT;
    return outingClosedBy(facts.state, passOf(facts)) === null ? NOT_OUT : RETURNED;
  },
};
