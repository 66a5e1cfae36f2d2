import type { Instant } from '#core/units/instant.js';

/** What tells when a version counts; policies have more. */
export interface Dated {
  readonly version: number;
  /** From when on it counts; may lie ahead ("sealed from tomorrow 00:00"). */
  readonly effectiveAt: Instant;
}

/**
 * The version that counts at an instant: of those that have taken effect the one that did so last, of several at the same
 * instant the newest. So a change that is scheduled comes even when another is made before it. Null before the first.
 */
export function policyInForce<V extends Dated>(versions: readonly V[], at: Instant): V | null {
  let found: V | null = null;
  for (const version of versions) {
    if (version.effectiveAt <= at && (found === null || isLater(version, found))) found = version;
  }
  return found;
}

/** The changes that are to come, in order; what another takes the place of at the same instant is left out. */
export function scheduledPolicies<V extends Dated>(versions: readonly V[], at: Instant): readonly V[] {
  const instants = new Set(versions.map(({ effectiveAt }) => effectiveAt).filter((from) => from > at));
  const inOrder = [...instants].sort((a, b) => a - b);
  return inOrder.map((from) => policyInForce(versions, from)).filter((version) => version !== null);
}

/** When the policy changes next, for books and timers; null when nothing is scheduled. */
export function nextPolicyChange(versions: readonly Dated[], at: Instant): Instant | null {
  return scheduledPolicies(versions, at)[0]?.effectiveAt ?? null;
}

/** The version that counted before the one in force did; null when there was none. */
export function policyBefore<V extends Dated>(versions: readonly V[], at: Instant): V | null {
  const current = policyInForce(versions, at);
  return current === null ? null : policyInForce(versions, current.effectiveAt - 1);
}

function isLater(one: Dated, other: Dated): boolean {
  if (one.effectiveAt !== other.effectiveAt) return one.effectiveAt > other.effectiveAt;
  return one.version > other.version;
}
