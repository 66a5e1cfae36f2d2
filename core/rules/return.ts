import { outingClosedBy } from './household-state.js';
import { isGoingOut, passOf, type Rule } from './rule.js';
import { words } from './words.js';

/**
 * Going in closes the open outing; residents are never shut out (DESIGN section 4, rule 6). The effect is recorded even
 * where no outing is open: one that is only written down later must find its return in the ledger.
 */
export const returning: Rule = {
  name: 'return',
  title: words('返回', 'Return'),
  check: (facts) => {
    if (isGoingOut(facts)) return { value: words('外出', 'going out') };
    const outing = outingClosedBy(facts.state, passOf(facts));
    const effects = [{ kind: 'close-outing' }] as const;
    if (outing === null) return { value: words('无外出记录', 'no outing open'), reason: 'not-out', effects };
    return { value: words('外出未归', 'outing open'), reason: 'returned', effects };
  },
};
