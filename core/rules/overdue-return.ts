import type { Policy } from '#core/policy/policy.js';
import { MINUTE, type Instant } from '#core/units/instant.js';
import type { Outing } from './household-state.js';

/**
 * From when on an outing is overdue (DESIGN section 4, last paragraph), to raise the alarm that its return clears.
 * Null for an outing that is not counted: nobody expects a worker or a patient back after two hours.
 */
export function overdueAt(outing: Outing, policy: Pick<Policy, 'maxOutingMinutes'>): Instant | null {
  return outing.charged ? outing.since + policy.maxOutingMinutes * MINUTE : null;
}
