import type { Reason } from '#core/rules/reasons.js';
import type { Facts } from '#core/rules/rule.js';
import { rule, RULEBOOK } from '#core/rules/rulebook.js';
import { screening } from '#core/rules/screening.js';
import type { Instant } from '#core/units/instant.js';

/** When a household may go out next, and why not now. */
export type NextOuting =
  | { readonly kind: 'now'; readonly reason: Reason }
  | { readonly kind: 'at'; readonly at: Instant; readonly reason: Reason }
  /** As soon as the member who is out has come back. */
  | { readonly kind: 'after-return'; readonly reason: Reason }
  /** Not by time alone: a seal, isolation, a pass that is over. */
  | { readonly kind: 'closed'; readonly reason: Reason };

const WITHOUT_SCREENING = RULEBOOK.filter((one) => one !== screening);

/** What the rules would say of a pass if its holder came now, with a temperature in order. */
export function nextOuting(facts: Omit<Facts, 'presentation'>): NextOuting {
  const presentation = { direction: 'out', purpose: null, reading: null } as const;
  const { verdict, reason, nextAt } = rule({ ...facts, presentation }, WITHOUT_SCREENING);
  if (verdict === 'allow') return { kind: 'now', reason };
  if (nextAt !== null) return { kind: 'at', at: nextAt, reason };
  return { kind: reason === 'member-out' ? 'after-return' : 'closed', reason };
}
