import { sql } from 'kysely';
import { groupBy } from '#core/group-by.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { FilePerson, RegisteredPerson } from '#core/register-file/household-difference.js';
import type { Queries } from '../storage/queries.js';
import { detailsOf } from './image-row.js';

/** Everything two sides know of one household. */
export interface ComparedHousehold {
  readonly id: HouseholdId;
  readonly isRegistered: boolean;
  readonly registered: readonly RegisteredPerson[];
  readonly file: readonly FilePerson[];
  readonly hasRejectedRows: boolean;
  readonly takenIds: readonly string[];
  /** Passes of the household that are not revoked. */
  readonly passes: number;
}

interface PageOf {
  readonly id: string;
  readonly compound: CompoundId;
}

const PAGE = 500;

/** All households that are in the register or in the file, a page at a time, in the order of their ids. */
export async function* householdPages(
  of: PageOf,
  queries: Queries,
): AsyncGenerator<readonly ComparedHousehold[]> {
  let after = '';
  for (;;) {
    const ids = await idsAfter(after, of, queries);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield await compared(ids, of, queries);
    after = last;
  }
}

async function idsAfter(after: string, { id, compound }: PageOf, queries: Queries): Promise<HouseholdId[]> {
  const found = await sql<{ household: HouseholdId }>`
    select household from (
      select distinct household from import_rows
      where import = ${id} and household > ${after} order by household limit ${PAGE}) as filed
    union
    select household from (
      select id as household from households
      where compound = ${compound} and id > ${after} order by id limit ${PAGE}) as known
    order by household limit ${PAGE}`.execute(queries);
  return found.rows.map(({ household }) => household);
}

async function compared(
  ids: readonly HouseholdId[],
  { id, compound }: PageOf,
  queries: Queries,
): Promise<readonly ComparedHousehold[]> {
  const households = queries.selectFrom('households').select('id').where('compound', '=', compound);
  const passes = queries.selectFrom('passes').select(['household', 'resident', 'revoked']);
  const orders = queries.selectFrom('isolation_orders').select(['household', 'resident']);
  const rows = queries.selectFrom('import_rows').selectAll().where('import', '=', id);
  const [known, residents, issued, ordered, filed] = await Promise.all([
    households.where('id', 'in', ids).execute(),
    residentsOf(ids, compound, queries),
    passes.where('compound', '=', compound).where('household', 'in', ids).execute(),
    orders.where('compound', '=', compound).where('household', 'in', ids).execute(),
    rows.where('household', 'in', ids).orderBy('line').execute(),
  ]);
  const registered = new Set(known.map((row) => row.id));
  const residentsBy = groupBy(residents, ({ household }) => household);
  const passesBy = groupBy(issued, ({ household }) => household ?? '');
  const orderedBy = groupBy(ordered, ({ household }) => household);
  const filedBy = groupBy(filed, ({ household }) => household ?? '');
  return ids.map((household) => {
    const own = filedBy.get(household) ?? [];
    const held = passesBy.get(household) ?? [];
    return {
      id: household,
      isRegistered: registered.has(household),
      registered: (residentsBy.get(household) ?? []).map(({ person }) => person),
      file: own.filter(({ state }) => state === 'good').map((row) => ({ name: row.name, ...detailsOf(row) })),
      hasRejectedRows: own.some(({ state }) => state === 'rejected'),
      takenIds: [...held, ...(orderedBy.get(household) ?? [])].flatMap(({ resident }) => resident ?? []),
      passes: held.filter(({ revoked }) => revoked === 0).length,
    };
  });
}

async function residentsOf(
  ids: readonly HouseholdId[],
  compound: CompoundId,
  queries: Queries,
): Promise<{ household: HouseholdId; person: RegisteredPerson }[]> {
  const rows = await queries
    .selectFrom('residents as r')
    .leftJoin('resident_details as d', (join) =>
      join
        .onRef('d.compound', '=', 'r.compound')
        .onRef('d.household', '=', 'r.household')
        .onRef('d.resident', '=', 'r.id'),
    )
    .select(['r.household', 'r.id', 'r.name', 'r.isolated'])
    .select(['d.phone', 'd.relation', 'd.notes', 'd.care', 'd.id_hash', 'd.id_tail'])
    .where('r.compound', '=', compound)
    .where('r.household', 'in', ids)
    .orderBy('r.id')
    .execute();
  return rows.map((row) => {
    const { household, id: resident, name, isolated } = row;
    return { household, person: { resident, name, isIsolated: isolated === 1, ...detailsOf(row) } };
  });
}
