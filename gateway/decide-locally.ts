import type { LanePresentation } from '#core/lane/lane-state.js';
import { verdictOf, type Reason } from '#core/rules/reasons.js';
import type { Instant } from '#core/units/instant.js';
import type { LocalDecision } from '#core/wire/entry.js';

/** A decision of the gate names one of the reasons the gate itself knows. */
export type OwnDecision = LocalDecision & { readonly reason: Reason };

/** No book: what was decided without one says so. */
const NO_BOOK = 0;

/**
 * What the gate says when the service cannot be asked. Without an offline book nothing can be checked, which is a fault and
 * never a refusal; an emergency always gets out (DESIGN section 4, rule 1).
 */
export function decideLocally(presentation: LanePresentation, decidedAt: Instant): OwnDecision {
  const reason = reasonFor(presentation);
  return { verdict: verdictOf(reason), reason, bookVersion: NO_BOOK, decidedAt };
}

function reasonFor({ emergency, local }: LanePresentation): Reason {
  if (emergency !== null) return 'emergency';
  return local ?? 'cannot-check';
}
