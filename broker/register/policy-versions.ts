import type { ListedPolicy } from '#core/api/policies.js';
import type { PolicyVersion } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import type { RecordedPolicy } from '#core/policy/new-policy-version.js';
import type { PolicyRules } from '#core/policy/policy.js';
import { scheduledPolicies } from '#core/policy/policy-in-force.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Queries } from '../storage/queries.js';

/** All versions of a compound's policy, the oldest first, and which of them decisions are made with. */
export interface PolicyVersions {
  readonly versions: readonly RecordedPolicy[];
  readonly inForce: number;
}

/** @throws GateError `not-found` (compound) */
export async function readPolicyVersions(compound: CompoundId, queries: Queries): Promise<PolicyVersions> {
  const rows = await queries
    .selectFrom('compounds as c')
    .innerJoin('policies as p', 'p.compound', 'c.id')
    .select([
      'c.policy_version',
      'p.version',
      'p.author',
      'p.reason',
      'p.made_at',
      'p.effective_at',
      'p.rules',
    ])
    .where('c.id', '=', compound)
    .orderBy('p.version')
    .execute();
  const [first] = rows;
  if (first === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
  const versions = rows.map(
    ({ version, author, reason, made_at: madeAt, effective_at: effectiveAt, rules }) => {
      return { version, author, reason, madeAt, effectiveAt, rules: JSON.parse(rules) as PolicyRules };
    },
  );
  return { versions, inForce: first.policy_version };
}

export async function insertPolicy(
  compound: CompoundId,
  policy: RecordedPolicy,
  queries: Queries,
): Promise<void> {
  const { version, author, reason, madeAt, effectiveAt, rules } = policy;
  const times = { made_at: madeAt, effective_at: effectiveAt };
  await queries
    .insertInto('policies')
    .values({ compound, version, author, reason, ...times, rules: JSON.stringify(rules) })
    .execute();
}

/** A version as the API answers it. */
export function policyVersionOf(policy: RecordedPolicy): PolicyVersion {
  const { version, author, reason, madeAt, effectiveAt, rules } = policy;
  return { version, author, reason, madeAt, effectiveAt, rules };
}

/** The versions with their standing, the newest first. */
export function listedPolicies({ versions, inForce }: PolicyVersions, now: Instant): readonly ListedPolicy[] {
  const coming = new Set(scheduledPolicies(versions, now).map(({ version }) => version));
  const standingOf = (policy: RecordedPolicy): ListedPolicy['standing'] => {
    if (policy.version === inForce) return 'in-force';
    if (coming.has(policy.version)) return 'scheduled';
    return versions.some((other) => takesPlaceOf(other, policy)) ? 'replaced' : 'past';
  };
  return versions
    .map((policy) => ({ ...policyVersionOf(policy), standing: standingOf(policy) }))
    .toReversed();
}

/** Whether a version was made for the same instant later on, before that had come. */
function takesPlaceOf(other: RecordedPolicy, { version, effectiveAt }: RecordedPolicy): boolean {
  return other.effectiveAt === effectiveAt && other.version > version && other.madeAt < effectiveAt;
}
