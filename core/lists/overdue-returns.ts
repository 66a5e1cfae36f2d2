import type { Policy } from '#core/policy/policy.js';
import type { Outing } from '#core/rules/household-state.js';
import { overdueAt } from '#core/rules/overdue-return.js';
import type { Instant } from '#core/units/instant.js';

/** An outing that is open; `household` is the key of its state, see `stateKey`. */
export interface OpenOuting {
  readonly household: string;
  readonly outing: Outing;
}

export interface OverdueReturn extends OpenOuting {
  /** When the person should have been back. */
  readonly dueAt: Instant;
}

type OutingRules = Pick<Policy, 'maxOutingMinutes'>;

/** Everybody who should be back and is not, the longest overdue first. Raise the alarm *overdue-return* for each. */
export function overdueReturns(
  outings: readonly OpenOuting[],
  policy: OutingRules,
  now: Instant,
): readonly OverdueReturn[] {
  const overdue = withDueTime(outings, policy).filter(({ dueAt }) => dueAt <= now);
  return overdue.sort((a, b) => a.dueAt - b.dueAt);
}

function withDueTime(outings: readonly OpenOuting[], policy: OutingRules): OverdueReturn[] {
  return outings.flatMap((one) => {
    const dueAt = overdueAt(one.outing, policy);
    return dueAt === null ? [] : [{ ...one, dueAt }];
  });
}
