import type { Residents } from '#core/api/central.js';
import type { Care, Contact, IsolationChange, ResidentDetail, ResidentPath } from '#core/api/residents.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { careText, marksOf } from '#core/register-file/care-marks.js';
import { tidyPhone } from '#core/register-file/phone.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { ResidentDetailsRow } from '../storage/register-schema.js';
import { eraseDetails } from './erase-details.js';
import { IsolationOrders } from './isolation-orders.js';

interface ResidentTools extends ServiceTools {
  readonly database: SqlDatabase;
}

/** Contacts, special-care marks and isolation of single residents. */
export class ResidentDetailsRegister implements Residents {
  readonly #tools: ResidentTools;
  readonly #orders: IsolationOrders;

  constructor(tools: ResidentTools) {
    this.#tools = tools;
    this.#orders = new IsolationOrders(tools);
  }

  async get(path: ResidentPath): Promise<ResidentDetail> {
    const queries = queriesOn(this.#tools.database);
    const resident = await demandResident(path, queries);
    const details = await detailsOf(path, queries);
    return {
      id: path.resident,
      name: resident.name,
      isolated: resident.isolated === 1,
      contact: {
        phone: details?.phone ?? null,
        relation: details?.relation ?? null,
        notes: details?.notes ?? null,
      },
      care: [...marksOf(details?.care ?? null)],
      idNumberEnd: details?.id_tail ?? null,
      isolationOrders: await this.#orders.of(path, queries),
    };
  }

  async setContact(path: ResidentPath, contact: Contact): Promise<ResidentDetail> {
    const phone = contact.phone === null ? null : tidyPhone(contact.phone);
    if (phone === null && contact.phone !== null) {
      throw new GateError('request-invalid', { problem: 'body/phone is not a phone number' });
    }
    await this.#change(path, { ...contact, phone, written_at: this.#tools.clock.now() });
    return this.get(path);
  }

  async eraseContact(path: ResidentPath): Promise<void> {
    await this.#tools.database.transaction(async (session) => {
      const { name } = await demandResident(path, queriesOn(session));
      await eraseDetails({ ...path, name }, session);
    });
    this.#tools.logger.info({ ...path }, 'the contact of a resident was erased');
  }

  async setCare(path: ResidentPath, { marks }: Care): Promise<ResidentDetail> {
    await this.#change(path, { care: marks.length === 0 ? null : careText(marks) });
    return this.get(path);
  }

  async setIsolation(path: ResidentPath, change: IsolationChange, author: string): Promise<ResidentDetail> {
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      await demandResident(path, queries);
      await this.#orders.set(path, { ...change, author }, queries);
    });
    const { isolated } = change;
    this.#tools.logger.info({ ...path, isolated, author }, 'the isolation of a resident was changed');
    return this.get(path);
  }

  async #change(path: ResidentPath, change: Partial<ResidentDetailsRow>): Promise<void> {
    await this.#tools.database.transaction(async (session) => {
      const queries = queriesOn(session);
      await demandResident(path, queries);
      await queries
        .insertInto('resident_details')
        .values({ ...path, ...NOTHING, written_at: this.#tools.clock.now(), ...change })
        .onConflict((conflict) => conflict.columns(['compound', 'household', 'resident']).doUpdateSet(change))
        .execute();
    });
  }
}

const NOTHING = { phone: null, relation: null, notes: null, care: null, id_hash: null, id_tail: null };

async function demandResident(
  { compound, household, resident }: ResidentPath,
  queries: Queries,
): Promise<{ name: string; isolated: number }> {
  const row = await queries
    .selectFrom('residents')
    .select(['name', 'isolated'])
    .where('compound', '=', compound)
    .where('household', '=', household)
    .where('id', '=', resident)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new GateError('not-found', { kind: 'resident', id: `${household} ${resident}` });
}

function detailsOf(path: ResidentPath, queries: Queries): Promise<ResidentDetailsRow | undefined> {
  return queries
    .selectFrom('resident_details')
    .selectAll()
    .where('compound', '=', path.compound)
    .where('household', '=', path.household)
    .where('resident', '=', path.resident)
    .executeTakeFirst();
}
