import type { Hours } from '#core/policy/policy.js';
import type { CompoundId, HouseholdId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

export const PASS_KINDS = ['purchase', 'resident', 'work', 'medical', 'visitor', 'service'] as const;

/** What a pass permits: `purchase` belongs to a household and is counted, the others are exempt from the quota. */
export type PassKind = (typeof PASS_KINDS)[number];

/** A permission. Dates are instants, `expires` is the first instant at which it is no longer valid. */
export interface Pass {
  readonly id: PassId;
  readonly kind: PassKind;
  readonly compound: CompoundId;
  readonly household: HouseholdId | null;
  readonly resident: string | null;
  readonly notBefore: Instant;
  readonly expires: Instant | null;
  readonly revoked: boolean;
  /** ISO weekdays, 1 is Monday; null means every day. */
  readonly weekdays: readonly number[] | null;
  readonly hours: Hours | null;
}

/** What checking a credential found. "Could not be checked" is never the same as "refused". */
export type CredentialFinding =
  | { readonly kind: 'pass'; readonly pass: Pass }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'forged'; readonly problem: string }
  | { readonly kind: 'wrong-compound' }
  | { readonly kind: 'unchecked'; readonly reason: 'cannot-check' | 'key-unknown' };
