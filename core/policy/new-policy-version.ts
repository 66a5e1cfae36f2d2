import { GateError } from '#core/errors/gate-error.js';
import type { Instant } from '#core/units/instant.js';
import type { PolicyRules } from './policy.js';
import { policyFaults } from './policy-faults.js';
import { policyBefore, policyInForce, type Dated } from './policy-in-force.js';

/** One version of the rules of a compound: who made it, why, when, and from when on it counts. Never edited. */
export interface RecordedPolicy extends Dated {
  readonly author: string;
  /** Why it was made; may be empty. */
  readonly reason: string;
  readonly madeAt: Instant;
  readonly rules: PolicyRules;
}

/** A change somebody wants; without `effectiveAt` it counts at once. */
export interface PolicyDraft {
  readonly rules: PolicyRules;
  readonly author: string;
  readonly reason: string;
  readonly effectiveAt?: Instant | undefined;
}

/**
 * The next version.
 * @throws GateError `request-invalid` that names every fault of the rules, or a time of effect that is over.
 */
export function newPolicyVersion(
  versions: readonly RecordedPolicy[],
  draft: PolicyDraft,
  now: Instant,
): RecordedPolicy {
  const { rules, author, reason, effectiveAt = now } = draft;
  const faults = policyFaults(rules).map(({ path, words }) => `${path}: ${words.en}`);
  if (effectiveAt < now) faults.push('effectiveAt: it may not lie in the past');
  if (faults.length > 0) throw new GateError('request-invalid', { problem: faults.join('; ') });
  return { version: nextVersion(versions), author, reason, madeAt: now, effectiveAt, rules };
}

function nextVersion(versions: readonly Dated[]): number {
  return 1 + versions.reduce((last, { version }) => Math.max(last, version), 0);
}

/** Who does it, and why. */
type Signed = Pick<PolicyDraft, 'author' | 'reason'>;

/**
 * One step back: a new version with the rules that counted before those in force. Back twice is forth again.
 * @throws GateError `request-invalid` when there is nothing to go back to.
 */
export function previousPolicyAgain(
  versions: readonly RecordedPolicy[],
  signed: Signed,
  now: Instant,
): RecordedPolicy {
  const before = policyBefore(versions, now);
  if (before === null) throw new GateError('request-invalid', { problem: 'there is no earlier policy' });
  const { author, reason } = signed;
  const version = nextVersion(versions);
  // What has counted once may count again, also where new policies are checked more strictly by now.
  return { version, author, reason, madeAt: now, effectiveAt: now, rules: before.rules };
}

/**
 * Withdraws a change that is scheduled: a new version takes its place at the same instant, with the rules that count until
 * then.
 * @throws GateError `request-invalid` when nothing is scheduled for that instant.
 */
export function scheduledPolicyWithdrawn(
  versions: readonly RecordedPolicy[],
  signed: Signed & { readonly effectiveAt: Instant },
  now: Instant,
): RecordedPolicy {
  const { author, reason, effectiveAt } = signed;
  const until = policyInForce(versions, effectiveAt - 1);
  const isScheduled = effectiveAt > now && versions.some((one) => one.effectiveAt === effectiveAt);
  if (until === null || !isScheduled) {
    throw new GateError('request-invalid', { problem: 'no change of the policy is scheduled for that time' });
  }
  return { version: nextVersion(versions), author, reason, madeAt: now, effectiveAt, rules: until.rules };
}
