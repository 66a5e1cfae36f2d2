import { isGoingOut, type Rule } from './rule.js';

/** An emergency always gets out, charges nothing and raises an alarm (DESIGN section 4, rule 1). */
export const emergency: Rule = {
  name: 'emergency',
  check: (facts) => {
    const { purpose, emergency: why } = facts.presentation;
    if (purpose !== 'emergency') return { value: 'no' };
    return {
      value: why ?? 'yes',
      decision: { reason: 'emergency' },
      effects: [
        isGoingOut(facts) ? { kind: 'open-outing', charged: false } : { kind: 'close-outing' },
        { kind: 'alarm', alarm: 'emergency' },
      ],
    };
  },
};
