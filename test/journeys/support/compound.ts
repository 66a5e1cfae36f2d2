import { AddedGateSchema } from '#core/api/gates.js';
import { IssuedPassSchema, type IssuedPass } from '#core/api/register.js';
import { compoundId, gateId, householdId, type CompoundId, type HouseholdId } from '#core/units/ids.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { ApiClient } from '#cli/api-client.js';

const gateAnswer = valueChecker(AddedGateSchema);
const passAnswer = valueChecker(IssuedPassSchema);

/** A small compound set up through the HTTP API, as an administrator would. */
export class TestCompound {
  readonly id: CompoundId = compoundId('garden');
  readonly #api: ApiClient;

  private constructor(api: ApiClient) {
    this.#api = api;
  }

  static async create(api: ApiClient): Promise<TestCompound> {
    const compound = new TestCompound(api);
    const body = { id: compound.id, name: 'Garden', timezone: 'Asia/Shanghai' };
    await api.send({ method: 'POST', path: '/compounds', body });
    return compound;
  }

  /** Adds a gate and gives its MQTT password. */
  async addGate(id: string): Promise<string> {
    const body = { id: gateId(id), compound: this.id, name: id };
    const answer = await this.#api.send({ method: 'POST', path: '/gates', body });
    return demand(gateAnswer(answer), 'gate', '/gates').password;
  }

  /** Adds a household with one resident and a purchase pass. */
  async addHousehold(id: string): Promise<IssuedPass & { readonly household: HouseholdId }> {
    const household = householdId(id);
    const body = { residents: [{ id: 'r1', name: '李秀英' }] };
    await this.#api.send({ method: 'PUT', path: `/compounds/${this.id}/households/${household}`, body });
    const pass = { compound: this.id, household, kind: 'purchase' };
    const answer = await this.#api.send({ method: 'POST', path: '/passes', body: pass });
    return { ...demand(passAnswer(answer), 'pass', '/passes'), household };
  }
}
