import type { EmergencyReason } from '#core/wire/entry.js';
import { isGoingOut, passOf, type Effect, type Facts, type Rule, type RuleFinding } from './rule.js';
import { words, type Words } from './words.js';

/** The list the duty worker chooses from. */
export const EMERGENCY_WORDS: Readonly<Record<EmergencyReason, Words>> = {
  illness: words('急病', 'illness'),
  medicine: words('取药', 'medicine'),
  birth: words('临产', 'birth'),
  fire: words('火灾', 'fire'),
  safety: words('人身安全', 'safety'),
  other: words('其他', 'other'),
};

const NONE: RuleFinding = { value: words('否', 'no') };

/** An emergency always gets out, charges nothing and raises an alarm (DESIGN section 4, rule 1). */
export const emergency: Rule = {
  name: 'emergency',
  title: words('紧急情况', 'Emergency'),
  check: (facts) => {
    const { purpose, emergency: why } = facts.presentation;
    if (purpose !== 'emergency') return NONE;
    return {
      value: why === undefined ? words('是', 'yes') : EMERGENCY_WORDS[why],
      reason: 'emergency',
      effects: [...moves(facts), { kind: 'alarm', alarm: 'emergency' }],
    };
  },
};

/** Whoever leaves is out until the return, so that nobody is forgotten. A pass from elsewhere has no outing here. */
function moves(facts: Facts): Effect[] {
  if (passOf(facts)?.compound !== facts.compound) return [];
  return [isGoingOut(facts) ? { kind: 'open-outing', charged: false } : { kind: 'close-outing' }];
}
