import type { Reason } from '#core/rules/reasons.js';
import type { SensedOutcome } from './device-memory.js';

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

/** What the rules made of the reading of an entry, told by its reason; `other` when they never came to the temperature. */
export function sensedOutcomeOfReason(reason: string): SensedOutcome {
  if (reason === 'fever-suspected') return 'suspected';
  if (reason === 'fever-confirmed') return 'confirmed';
  return NOT_JUDGED.has(reason) ? 'other' : 'accepted';
}
