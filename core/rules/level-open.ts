import type { Policy } from '#core/policy/policy.js';
import type { Rule, RuleFinding } from './rule.js';
import { words, type Words } from './words.js';

export const LEVEL_WORDS: Readonly<Record<Policy['level'], Words>> = {
  open: words('开放', 'open'),
  controlled: words('管控', 'controlled'),
  sealed: words('封控', 'sealed'),
};

const FINDINGS: Readonly<Record<Policy['level'], RuleFinding>> = {
  open: { value: LEVEL_WORDS.open, reason: 'open', effects: [{ kind: 'open-outing', charged: false }] },
  controlled: { value: LEVEL_WORDS.controlled },
  sealed: { value: LEVEL_WORDS.sealed },
};

/** An open compound only records (DESIGN section 4, rule 8). */
export const levelOpen: Rule = {
  name: 'level-open',
  title: words('小区等级', 'Level'),
  check: (facts) => FINDINGS[facts.policy.level],
};
