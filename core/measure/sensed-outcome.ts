import type { Effect } from '#core/rules/rule.js';
import type { TraceLine } from '#core/rules/rulebook.js';
import { screening } from '#core/rules/screening.js';
import type { SensedOutcome } from './device-memory.js';

/** What the rules made of a reading, for `SensorSense`; `other` when they never came to the temperature. */
export function sensedOutcome(ruling: {
  readonly trace: readonly TraceLine[];
  readonly effects: readonly Effect[];
}): SensedOutcome {
  for (const effect of ruling.effects) {
    if (effect.kind !== 'alarm') continue;
    if (effect.alarm === 'fever-suspected') return 'suspected';
    if (effect.alarm === 'fever-confirmed') return 'confirmed';
  }
  const line = ruling.trace.find(({ rule }) => rule === screening.name);
  return line?.result === 'passed' ? 'accepted' : 'other';
}
