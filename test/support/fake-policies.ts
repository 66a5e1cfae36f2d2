import type { ListedPolicy, Policies, PolicySigned, TrialOrder, TrialReport } from '#core/api/policies.js';
import type { PolicyVersion } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import { FIXTURE_TIME } from './central-fixtures.js';

/** The policies of the fake service: versions in a list, all in force at once. */
export class FakePolicies implements Policies {
  readonly versions = new Map<string, PolicyVersion[]>();
  readonly trials: TrialOrder[] = [];

  begin(compound: string): void {
    this.versions.set(compound, []);
    void this.set(compound, DEFAULT_POLICY_RULES, { author: 'gatehouse', reason: '' });
  }

  get(compound: string): PolicyVersion | undefined {
    return this.versions.get(compound)?.at(-1);
  }

  inForce(compound: string): Promise<PolicyVersion> {
    const last = this.get(compound);
    return last === undefined
      ? Promise.reject(new GateError('not-found', { kind: 'compound', id: compound }))
      : Promise.resolve(last);
  }

  list(compound: string): Promise<readonly ListedPolicy[]> {
    const all = this.versions.get(compound) ?? [];
    const standing = (index: number) => (index === all.length - 1 ? 'in-force' : 'past');
    return this.inForce(compound).then(() =>
      all.map((one, index) => ({ ...one, standing: standing(index) }) as const).toReversed(),
    );
  }

  set(compound: string, rules: PolicyRules, signed: PolicySigned): Promise<PolicyVersion> {
    const all = this.versions.get(compound);
    if (all === undefined) {
      return Promise.reject(new GateError('not-found', { kind: 'compound', id: compound }));
    }
    const { author, reason, effectiveAt = FIXTURE_TIME } = signed;
    const made = { version: all.length + 1, author, reason, madeAt: FIXTURE_TIME, effectiveAt, rules };
    all.push(made);
    return Promise.resolve(made);
  }

  async setLevel(
    compound: string,
    level: PolicyRules['level'],
    signed: PolicySigned,
  ): Promise<PolicyVersion> {
    const { rules } = await this.inForce(compound);
    return this.set(compound, { ...rules, level }, signed);
  }

  async previous(compound: string, signed: PolicySigned): Promise<PolicyVersion> {
    const before = this.versions.get(compound)?.at(-2);
    if (before === undefined)
      throw new GateError('request-invalid', { problem: 'there is no earlier policy' });
    return this.set(compound, before.rules, signed);
  }

  async withdraw(compound: string, signed: PolicySigned): Promise<PolicyVersion> {
    const { rules } = await this.inForce(compound);
    return this.set(compound, rules, signed);
  }

  async pair(
    compound: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<readonly [PolicyRules, PolicyRules]> {
    await this.inForce(compound);
    const [before, after] = [from, to].map((wanted) => this.versions.get(compound)?.[wanted - 1]);
    if (before === undefined || after === undefined) {
      throw new GateError('not-found', { kind: 'policy', id: `${compound} ${from}` });
    }
    return [before.rules, after.rules];
  }

  async trial(compound: string, order: TrialOrder): Promise<TrialReport> {
    await this.inForce(compound);
    this.trials.push(order);
    return {
      from: FIXTURE_TIME - 1,
      to: FIXTURE_TIME,
      entries: 0,
      skipped: 0,
      erased: 0,
      verdictsChanged: 0,
      reasonsChanged: 0,
      householdsChanged: 0,
      notReproduced: 0,
      isWhole: true,
      verdicts: [],
      reasons: [],
      changes: [],
      summary: { zh: '', en: '' },
    };
  }
}
