import { sql } from 'kysely';
import { groupBy } from '#core/group-by.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { FilePerson, RegisteredPerson } from '#core/register-file/household-difference.js';
import type { Queries } from '../storage/queries.js';
import type { ImportRowRow } from '../storage/register-schema.js';
import type { PassRow } from '../storage/schema.js';
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
  let after = '' as HouseholdId;
  for (;;) {
    const ids = await idsAfter(after, of, queries);
    const last = ids.at(-1);
    if (last === undefined) return;
    yield await compared(ids, { ...of, after, last }, queries);
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

/** A stretch of households that lie side by side in the order of their ids: asked for by its ends, whatever its size. */
interface Stretch extends PageOf {
  readonly after: HouseholdId;
  readonly last: HouseholdId;
}

async function compared(
  ids: readonly HouseholdId[],
  stretch: Stretch,
  queries: Queries,
): Promise<readonly ComparedHousehold[]> {
  const { id, compound, after, last } = stretch;
  const households = queries.selectFrom('households').select('id').where('compound', '=', compound);
  const passes = queries
    .selectFrom('passes')
    .select(['household', 'resident', 'revoked'])
    .where('compound', '=', compound);
  const orders = queries
    .selectFrom('isolation_orders')
    .select(['household', 'resident'])
    .where('compound', '=', compound);
  const rows = queries.selectFrom('import_rows').selectAll().where('import', '=', id);
  const [known, residents, issued, ordered, filed] = await Promise.all([
    households.where('id', '>', after).where('id', '<=', last).execute(),
    residentsOf(stretch, queries),
    passes.where('household', '>', after).where('household', '<=', last).execute(),
    orders.where('household', '>', after).where('household', '<=', last).execute(),
    rows.where('household', '>', after).where('household', '<=', last).orderBy('line').execute(),
  ]);
  return assembled(ids, { known, residents, issued, ordered, filed });
}

interface Pieces {
  readonly known: readonly { readonly id: HouseholdId }[];
  readonly residents: readonly { readonly household: HouseholdId; readonly person: RegisteredPerson }[];
  readonly issued: readonly Pick<PassRow, 'household' | 'resident' | 'revoked'>[];
  readonly ordered: readonly { readonly household: HouseholdId; readonly resident: string }[];
  readonly filed: readonly ImportRowRow[];
}

/** Puts what was read about many households together for each of them. */
function assembled(
  ids: readonly HouseholdId[],
  { known, residents, issued, ordered, filed }: Pieces,
): readonly ComparedHousehold[] {
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
  { compound, after, last }: Stretch,
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
    .where('r.household', '>', after)
    .where('r.household', '<=', last)
    .orderBy('r.id')
    .execute();
  return rows.map((row) => {
    const { household, id: resident, name, isolated } = row;
    return { household, person: { resident, name, isIsolated: isolated === 1, ...detailsOf(row) } };
  });
}
