import type { Households } from '#core/api/central.js';
import type { Page } from '#core/api/paging.js';
import type { Household, HouseholdBody, HouseholdQuery, Resident } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import { sql } from 'kysely';
import { pageLimit, pageOfRows } from '../storage/paging.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { nextBookVersion } from './book-version.js';
import { HouseholdView, type HouseholdTools } from './household-view.js';

/** Households with their residents, passes, outings and next allowed outing. */
export class HouseholdRegister implements Households {
  readonly #database: SqlDatabase;
  readonly #view: HouseholdView;

  constructor(tools: HouseholdTools) {
    this.#database = tools.database;
    this.#view = new HouseholdView(tools);
  }

  async list(query: HouseholdQuery): Promise<Page<Household>> {
    const limit = pageLimit(query);
    const ids = await matchingIds(query, queriesOn(this.#database.reader));
    const page = pageOfRows(ids, { limit, key: ({ id }) => id, item: ({ id }) => id });
    return { ...page, items: await this.#view.households(query.compound, page.items) };
  }

  async get(compound: CompoundId, household: HouseholdId): Promise<Household> {
    const [found] = await this.#view.households(compound, [household]);
    if (found === undefined) throw new GateError('not-found', { kind: 'household', id: household });
    return found;
  }

  /** @throws GateError `not-found` (compound), `request-invalid` when two residents have one id */
  async put(compound: CompoundId, household: HouseholdId, body: HouseholdBody): Promise<Household> {
    demandDistinct(body.residents);
    await this.#database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(compound, queries);
      await queries
        .insertInto('households')
        .values({ compound, id: household, sealed: 0 })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      await replaceResidents({ compound, household, residents: body.residents }, queries);
    });
    return this.get(compound, household);
  }
}

/** The ids of a query in their order: those whose id or a resident's name contains the text. */
async function matchingIds(query: HouseholdQuery, queries: Queries): Promise<{ id: HouseholdId }[]> {
  const { compound, q = '', after = '' } = query;
  const pattern = `%${q.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const found = await sql<{ id: HouseholdId }>`
    select h.id from households h
    where h.compound = ${compound} and h.id > ${after}
      and (h.id like ${pattern} escape '\\' or exists (
        select 1 from residents r
        where r.compound = h.compound and r.household = h.id and lower(r.name) like lower(${pattern}) escape '\\'))
    order by h.id limit ${pageLimit(query) + 1}`.execute(queries);
  return found.rows;
}

/** Changes names, adds and removes; a resident who stays keeps everything else. */
async function replaceResidents(
  change: { compound: CompoundId; household: HouseholdId; residents: readonly Resident[] },
  queries: Queries,
): Promise<void> {
  const { compound, household, residents } = change;
  const ids = residents.map(({ id }) => id);
  await queries
    .deleteFrom('residents')
    .where('compound', '=', compound)
    .where('household', '=', household)
    .$if(ids.length > 0, (rest) => rest.where('id', 'not in', ids))
    .execute();
  for (const { id, name } of residents) {
    await queries
      .insertInto('residents')
      .values({ compound, household, id, name, isolated: 0 })
      .onConflict((conflict) => conflict.columns(['compound', 'household', 'id']).doUpdateSet({ name }))
      .execute();
  }
}

function demandDistinct(residents: readonly Resident[]): void {
  const seen = new Set<string>();
  for (const { id } of residents) {
    if (seen.has(id)) {
      throw new GateError('request-invalid', { problem: `two residents have the id "${id}"` });
    }
    seen.add(id);
  }
}
