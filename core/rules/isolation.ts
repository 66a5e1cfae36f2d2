import { isGoingOut, type Rule } from './rule.js';

/** A resident under isolation may not go out; the attempt is an alarm (DESIGN section 4, rule 4). */
export const isolation: Rule = {
  name: 'isolation',
  check: (facts) => {
    if (!facts.restrictions.personIsolated) return { value: 'none' };
    if (!isGoingOut(facts)) return { value: 'isolated, going in' };
    return {
      value: 'isolated',
      decision: { reason: 'person-isolated' },
      effects: [{ kind: 'alarm', alarm: 'isolation-breach' }],
    };
  },
};
