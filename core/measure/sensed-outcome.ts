import type { Reason } from '#core/rules/reasons.js';
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

/** The reasons of rules before the temperature is looked at, and those that say it could not be judged. */
const NOT_JUDGED: ReadonlySet<string> = new Set<Reason>([
  'emergency',
  'pass-unknown',
  'pass-forged',
  'pass-expired',
  'pass-revoked',
  'wrong-compound',
  'cannot-check',
  'key-unknown',
  'pair-ambiguous',
  'reading-missing',
  'reading-stale',
  'reading-implausible',
  'cannot-measure',
]);

/** The same told by the reason of an entry alone, also of one that its gate has decided by itself with the same rules. */
export function sensedOutcomeOfReason(reason: string): SensedOutcome {
  if (reason === 'fever-suspected') return 'suspected';
  if (reason === 'fever-confirmed') return 'confirmed';
  return NOT_JUDGED.has(reason) ? 'other' : 'accepted';
}
