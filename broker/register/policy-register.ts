import type { ListedPolicy, Policies, PolicySigned, TrialOrder, TrialReport } from '#core/api/policies.js';
import type { PolicyVersion } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import {
  newPolicyVersion,
  previousPolicyAgain,
  scheduledPolicyWithdrawn,
  type RecordedPolicy,
} from '#core/policy/new-policy-version.js';
import type { PolicyRules } from '#core/policy/policy.js';
import { policyInForce } from '#core/policy/policy-in-force.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { nextBookVersion } from './book-version.js';
import {
  insertPolicy,
  listedPolicies,
  policyVersionOf,
  readPolicyVersions,
  type PolicyVersions,
} from './policy-versions.js';

interface RegisterTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly trial: (compound: CompoundId, order: TrialOrder) => Promise<TrialReport>;
}

/** Makes the next version of those there are. */
type Make = (versions: readonly RecordedPolicy[], now: Instant) => RecordedPolicy;

/**
 * The versions of the policies. Nothing is ever edited: every change, also a return and a withdrawal, is a version of its
 * own. The version that decisions are made with stands in `compounds.policy_version`; a scheduled one is put there by the
 * `PolicyWatch`.
 */
export class PolicyRegister implements Policies {
  readonly #tools: RegisterTools;

  constructor(tools: RegisterTools) {
    this.#tools = tools;
  }

  async inForce(compound: CompoundId): Promise<PolicyVersion> {
    const { versions, inForce } = await this.#versions(compound);
    return policyVersionOf(versionOf(versions, compound, inForce));
  }

  async list(compound: CompoundId): Promise<readonly ListedPolicy[]> {
    return listedPolicies(await this.#versions(compound), this.#tools.clock.now());
  }

  set(compound: CompoundId, rules: PolicyRules, signed: PolicySigned): Promise<PolicyVersion> {
    return this.#make(compound, (versions, now) => newPolicyVersion(versions, { ...signed, rules }, now));
  }

  setLevel(compound: CompoundId, level: PolicyRules['level'], signed: PolicySigned): Promise<PolicyVersion> {
    return this.#make(compound, (versions, now) => {
      const until = policyInForce(versions, signed.effectiveAt ?? now);
      if (until === null)
        throw new GateError('request-invalid', { problem: 'no policy counts at that time' });
      return newPolicyVersion(versions, { ...signed, rules: { ...until.rules, level } }, now);
    });
  }

  previous(compound: CompoundId, signed: PolicySigned): Promise<PolicyVersion> {
    return this.#make(compound, (versions, now) => previousPolicyAgain(versions, signed, now));
  }

  withdraw(
    compound: CompoundId,
    signed: PolicySigned & { readonly effectiveAt: Instant },
  ): Promise<PolicyVersion> {
    return this.#make(compound, (versions, now) => scheduledPolicyWithdrawn(versions, signed, now));
  }

  async pair(
    compound: CompoundId,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<readonly [PolicyRules, PolicyRules]> {
    const { versions } = await this.#versions(compound);
    return [versionOf(versions, compound, from).rules, versionOf(versions, compound, to).rules];
  }

  trial(compound: CompoundId, order: TrialOrder): Promise<TrialReport> {
    return this.#tools.trial(compound, order);
  }

  #versions(compound: CompoundId): Promise<PolicyVersions> {
    return readPolicyVersions(compound, queriesOn(this.#tools.database.reader));
  }

  #make(compound: CompoundId, make: Make): Promise<PolicyVersion> {
    return this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      // Counts the book up first: it locks the compound, so that two changes come one after the other.
      await nextBookVersion(compound, queries);
      const { versions, inForce } = await readPolicyVersions(compound, queries);
      const now = laterOf(this.#tools.clock.now(), versions, inForce);
      const made = make(versions, now);
      await insertPolicy(compound, made, queries);
      if (made.effectiveAt <= now) await putInForce(compound, made.version, queries);
      return policyVersionOf(made);
    });
  }
}

/** A clock that was set back must not make a change count less than the one before it. */
function laterOf(now: Instant, versions: readonly RecordedPolicy[], inForce: number): Instant {
  const current = versions.find(({ version }) => version === inForce);
  return Math.max(now, current?.effectiveAt ?? now);
}

async function putInForce(compound: CompoundId, version: number, queries: Queries): Promise<void> {
  await queries
    .updateTable('compounds')
    .set({ policy_version: version })
    .where('id', '=', compound)
    .execute();
}

/** @throws GateError `not-found` (policy) */
function versionOf(
  versions: readonly RecordedPolicy[],
  compound: CompoundId,
  wanted: number,
): RecordedPolicy {
  const found = versions.find(({ version }) => version === wanted);
  if (found === undefined) throw new GateError('not-found', { kind: 'policy', id: `${compound} ${wanted}` });
  return found;
}
