import { isGoingOut, passOf, type Facts, type Rule } from './rule.js';

/** Going in closes the open outing; residents are never shut out (DESIGN section 4, rule 6). */
export const returning: Rule = {
  name: 'return',
  check: (facts) => {
    if (isGoingOut(facts)) return { value: 'going out' };
    const isOut = hasOpenOuting(facts);
    return {
      value: isOut ? 'outing open' : 'no outing open',
      decision: { reason: isOut ? 'returned' : 'not-out' },
      effects: isOut ? [{ kind: 'close-outing' }] : [],
    };
  },
};

function hasOpenOuting(facts: Facts): boolean {
  return passOf(facts) !== null && facts.state.outings.length > 0;
}
