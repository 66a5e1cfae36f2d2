import type { NotSeenOutItem, NotSeenQuery } from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import { notSeenOut } from '#core/lists/not-seen-out.js';
import type { SqlEngine } from '#core/ports/sql-database.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { sql, type RawBuilder } from 'kysely';
import type { Queries } from '../storage/queries.js';
import { compoundSince, compoundRules } from '../register/compound-rules.js';
import { falling, sortedPage } from './sorted-page.js';

/** The marks of special care of a compound's households, those without any left out. */
export type CareMarks = (
  compound: CompoundId,
  queries: Queries,
) => Promise<ReadonlyMap<HouseholdId, readonly string[]>>;

interface NotSeenTools {
  readonly queries: Queries;
  readonly engine: SqlEngine;
  readonly now: Instant;
  readonly careMarks: CareMarks;
}

/** Households that nobody was seen going out of for so many days. One reading of the compound's exits. */
export async function notSeenList(query: NotSeenQuery, tools: NotSeenTools): Promise<Page<NotSeenOutItem>> {
  const { queries, now, careMarks } = tools;
  const compound = await compoundRules(query.compound, queries);
  const marks = await careMarks(compound.id, queries);
  const lastOut = await lastOuts(compound.id, tools);
  const households = await knownHouseholds(compound.id, queries);
  const seen = households.map(({ household, knownSince }) => ({
    household,
    knownSince,
    specialCare: marks.get(household) ?? [],
    lastOutAt: lastOut.get(household) ?? null,
  }));
  const { days, care } = query;
  const { calendar } = compound;
  const items = notSeenOut(seen, { days, now, calendar, specialCareOnly: care === 'only' }).map((one) => {
    return { ...one, specialCare: [...one.specialCare] };
  });
  return sortedPage(items, query, (one) => {
    return `${one.specialCare.length > 0 ? 0 : 1}/${falling(one.days)}/${one.household}`;
  });
}

/** A household is known since its first pass was issued; one without a pass, since its compound is. */
async function knownHouseholds(
  compound: CompoundId,
  queries: Queries,
): Promise<readonly { readonly household: HouseholdId; readonly knownSince: Instant }[]> {
  const since = await compoundSince(compound, queries);
  const rows = await queries
    .selectFrom('households as h')
    .leftJoin('passes as p', (join) =>
      join.onRef('p.compound', '=', 'h.compound').onRef('p.household', '=', 'h.id'),
    )
    .select((one) => ['h.id as household', one.fn.min('p.issued_at').as('issued')])
    .where('h.compound', '=', compound)
    .groupBy('h.id')
    .execute();
  return rows.map(({ household, issued }) => ({ household, knownSince: issued ?? since }));
}

/** The entries `e` of some journals: PostgreSQL has an index of them, SQLite finds their places first. */
const ENTRIES_OF: Readonly<Record<SqlEngine, (journals: RawBuilder<unknown>) => RawBuilder<unknown>>> = {
  sqlite: (journals) =>
    sql`from entry_places place join entries e on e.id = place.entry where place.journal in (${journals})`,
  postgres: (journals) => sql`from entries e where e.journal in (${journals})`,
};

/** When somebody of each household was last let out: by an entry that stands, or recorded as let out against the verdict. */
async function lastOuts(
  compound: CompoundId,
  { queries, engine }: NotSeenTools,
): Promise<ReadonlyMap<HouseholdId, Instant>> {
  const gates = sql`select j.number from journals j join gates g on g.id = j.gate where g.compound = ${compound}`;
  const found = await sql<{ household: HouseholdId; at: Instant }>`
    select household, max(at) as at from (
      select e.household, e.at ${ENTRIES_OF[engine](gates)} and e.direction = 'out' and e.verdict = 'allow' and e.household is not null
        and not exists (select 1 from amendments v where v.entry = e.id and v.kind = 'void')
      union all
      select a.household, case a.made_by when 'worker' then a.at else e.at end
      from amendments a join entries e on e.id = a.entry
      where a.journal in (${gates}) and a.change like '%open-outing%' and a.household is not null
        and not exists (select 1 from amendments v where v.entry = e.id and v.kind = 'void')
    ) as outs group by household`.execute(queries);
  return new Map(found.rows.map(({ household, at }) => [household, at]));
}
