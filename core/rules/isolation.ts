import { isGoingOut, type Rule, type RuleFinding } from './rule.js';
import { words } from './words.js';

const NONE: RuleFinding = { value: words('无', 'none') };
const GOING_IN: RuleFinding = { value: words('隔离中，进入', 'isolated, going in') };
const BREACH: RuleFinding = {
  value: words('隔离中', 'isolated'),
  reason: 'person-isolated',
  effects: [{ kind: 'alarm', alarm: 'isolation-breach' }],
};

/** A resident under isolation may not go out; the attempt is an alarm (DESIGN section 4, rule 4). */
export const isolation: Rule = {
  name: 'isolation',
  title: words('居家隔离', 'Isolation'),
  check: (facts) => {
    if (!facts.restrictions.personIsolated) return NONE;
    return isGoingOut(facts) ? BREACH : GOING_IN;
  },
};
