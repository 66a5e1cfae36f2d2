import { sql } from 'kysely';
import { PLACED_MARK } from '../storage/entry-places.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { placeOfEntry, type CheckTools } from './check-tools.js';

/** Wrong places that are named. */
const NAMED = 20;

interface PlacedEntry {
  readonly entry: number;
  readonly journal: number;
  readonly seq: number;
}

/**
 * Whether the places that are saved are those of the entries up to their mark, no more and no fewer: else an entry would not
 * be found, or taken a second time. PostgreSQL has an index instead, which it keeps by itself.
 */
export async function checkPlaces(tools: CheckTools): Promise<void> {
  if (tools.session.engine !== 'sqlite') return;
  const queries = queriesOn(tools.session);
  const mark = await placedMark(queries);
  const lost = await unplaced(mark, queries);
  for (const row of lost) {
    const place = placeOfEntry({ ...row, id: row.entry }, tools.frame.journals.get(row.journal));
    tools.findings.breakage(
      place,
      null,
      'it is not found by its journal and seq: saved_places does not tell it',
    );
  }
  // Where each entry has its place and there are as many places as entries, none is of anything else.
  if (lost.length === 0 && (await areAsMany(mark, queries))) return;
  for (const { entry, journal: number, seq } of await misplaced(mark, queries)) {
    const journal = tools.frame.journals.get(number);
    const place = { table: 'saved_places', gate: journal?.gate, journal: journal?.id, seq };
    tools.findings.breakage(place, 'entry', `it is not the place of entry ${entry}`);
  }
}

async function placedMark(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('ledger_marks')
    .select('entry')
    .where('name', '=', PLACED_MARK)
    .executeTakeFirst();
  return row?.entry ?? 0;
}

/** Entries up to the mark without their place. Of one that is there twice the other may have it. */
async function unplaced(mark: number, queries: Queries): Promise<readonly PlacedEntry[]> {
  const found = await sql<PlacedEntry>`
    select e.id as entry, e.journal, e.seq from entries e
    left join saved_places p on p.journal = e.journal and p.seq = e.seq
    where e.id <= ${mark} and p.entry is not e.id and not exists (
      select 1 from entries twin where twin.id = p.entry and twin.journal = e.journal and twin.seq = e.seq)
    order by e.id limit ${NAMED}`.execute(queries);
  return found.rows;
}

async function areAsMany(mark: number, queries: Queries): Promise<boolean> {
  const { rows } = await sql<{ places: number; entries: number }>`
    select (select count(*) from saved_places) as places,
      (select count(*) from entries) - (select count(*) from entries where id > ${mark}) as entries`.execute(
    queries,
  );
  return rows.every(({ places, entries }) => places === entries);
}

/** Places of what is not there, is somewhere else, or is not up to the mark. */
async function misplaced(mark: number, queries: Queries): Promise<readonly PlacedEntry[]> {
  const found = await sql<PlacedEntry>`
    select p.entry, p.journal, p.seq from saved_places p left join entries e on e.id = p.entry
    where p.entry > ${mark} or e.journal is not p.journal or e.seq is not p.seq
    order by p.journal, p.seq limit ${NAMED}`.execute(queries);
  return found.rows;
}
