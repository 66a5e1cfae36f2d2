import type { HouseholdId } from '#core/units/ids.js';
import { sql } from 'kysely';
import type { LedgerStore } from '../ledger/ledger-store.js';
import type { Queries } from '../storage/queries.js';

/** Entries of a household that are looked back on: several years of them. */
const LONGEST = 5_000;

interface ChainTools {
  readonly queries: Queries;
  readonly ledger: Pick<LedgerStore, 'states'>;
}

/** The ids of a household's entries and of what was added to them, found from its last one back, row by row. */
export async function householdChain(household: HouseholdId, tools: ChainTools): Promise<readonly number[]> {
  const compounds = await tools.queries.selectFrom('compounds').select('id').execute();
  const ids: number[] = [];
  for (const { id } of compounds) {
    const state = (await tools.ledger.states(id, [household])).get(household);
    if (state !== undefined && state.lastEntry > 0)
      ids.push(...(await chainFrom(state.lastEntry, tools.queries)));
  }
  return ids;
}

async function chainFrom(last: number, queries: Queries): Promise<readonly number[]> {
  const found = await sql<{ id: number }>`
    with recursive chain (id, previous) as (
      select id, previous from entries where id = ${last}
      union all select id, previous from amendments where id = ${last}
      union all
      select c.previous, coalesce(e.previous, a.previous) from chain c
      left join entries e on e.id = c.previous left join amendments a on a.id = c.previous
      where c.previous is not null)
    select id from chain limit ${LONGEST}`.execute(queries);
  return found.rows.map(({ id }) => id);
}
