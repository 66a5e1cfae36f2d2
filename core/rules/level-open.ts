import type { Rule } from './rule.js';

/** An open compound only records (DESIGN section 4, rule 8). */
export const levelOpen: Rule = {
  name: 'level-open',
  check: (facts) => {
    const { level } = facts.policy;
    if (level !== 'open') return { value: level };
    return { value: level, decision: { reason: 'open' }, effects: [{ kind: 'open-outing', charged: false }] };
  },
};
