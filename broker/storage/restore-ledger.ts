import type { SqlDatabase } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import { stateAfter, stateKeyOfRow } from '../ledger/replay.js';
import { SAVED_MARK } from './ledger-saver.js';
import { queriesOn, type Queries } from './queries.js';
import { readStates } from './read-states.js';
import { restoreAmendments } from './restore-amendments.js';
import type { ResidentJournals } from './resident-journals.js';
import type { ResidentStates } from './resident-states.js';
import type { EntryRow } from './schema.js';

/** Entries read at once. */
const PAGE = 5_000;

interface Restored {
  readonly database: SqlDatabase;
  readonly states: ResidentStates;
  readonly journals: ResidentJournals;
}

/**
 * Reads the journals, and replays the entries that were committed after states and journals were saved last. Answers the id
 * of the last entry or amendment.
 */
export async function restoreLedger(tools: Restored): Promise<number> {
  const queries = queriesOn(tools.database);
  await readJournals(queries, tools.journals);
  const mark = await queries
    .selectFrom('ledger_marks')
    .select('entry')
    .where('name', '=', SAVED_MARK)
    .executeTakeFirst();
  const saved = mark?.entry ?? 0;
  let last = saved;
  for (;;) {
    const rows = await queries
      .selectFrom('entries')
      .selectAll()
      .where('id', '>', last)
      .orderBy('id')
      .limit(PAGE)
      .execute();
    await replay(rows, tools);
    last = rows.at(-1)?.id ?? last;
    if (rows.length < PAGE) return Math.max(last, await restoreAmendments(saved, tools));
  }
}

async function readJournals(queries: Queries, journals: ResidentJournals): Promise<void> {
  for (const row of await queries.selectFrom('journals').selectAll().execute()) {
    const { journal, number, gate, last_entry: lastEntry, top_seq: topSeq, hash } = row;
    journals.read(journal, { number, gate, lastEntry, topSeq, hash });
  }
}

async function replay(rows: readonly EntryRow[], tools: Restored): Promise<void> {
  const { database, states, journals } = tools;
  const compounds = await compoundsOf(database, rows);
  const changes = rows.map((row) => ({ row, compound: compounds.get(row.journal), key: stateKeyOfRow(row) }));
  await readSaved(changes, tools);
  for (const { row, compound, key } of changes) {
    if (compound !== undefined && key !== null) replayState(row, { compound, key }, states);
    replayJournal(row, journals);
  }
}

interface StatePlace {
  readonly compound: CompoundId;
  readonly key: string;
}

/** A state may have been saved after the entry: then it tells the entry already. */
function replayState(row: EntryRow, { compound, key }: StatePlace, states: ResidentStates): void {
  const saved = states.find(compound, key);
  if (saved !== undefined && saved.lastEntry >= row.id) return;
  const state = stateAfter(saved?.state ?? EMPTY_STATE, row);
  states.changed({ compound, key, state, lastEntry: row.id });
}

function replayJournal(row: EntryRow, journals: ResidentJournals): void {
  const journal = journals.idOf(row.journal);
  const known = journal === undefined ? undefined : journals.get(journal);
  if (journal === undefined || known === undefined || known.lastEntry >= row.id) return;
  const topSeq = Math.max(known.topSeq, row.seq);
  const { number, gate } = known;
  journals.changed({ journal, number, gate, topSeq, lastEntry: row.id, hash: row.hash });
}

/** The states as they were saved, into memory before anything is replayed on them. */
async function readSaved(
  changes: readonly { readonly compound: CompoundId | undefined; readonly key: string | null }[],
  { database, states }: Restored,
): Promise<void> {
  const keys = new Map<CompoundId, Set<string>>();
  for (const { compound, key } of changes) {
    if (compound === undefined || key === null || states.find(compound, key) !== undefined) continue;
    keys.set(compound, (keys.get(compound) ?? new Set()).add(key));
  }
  for (const [compound, own] of keys) {
    for (const state of await readStates(database, compound, [...own])) states.read(state);
  }
}

/** The compound of each journal that the rows name, by its number. */
async function compoundsOf(
  database: SqlDatabase,
  rows: readonly EntryRow[],
): Promise<ReadonlyMap<number, CompoundId>> {
  if (rows.length === 0) return new Map();
  const found = await queriesOn(database)
    .selectFrom('journals as j')
    .innerJoin('gates as g', 'g.id', 'j.gate')
    .select(['j.number', 'g.compound'])
    .where('j.number', 'in', [...new Set(rows.map(({ journal }) => journal))])
    .execute();
  return new Map(found.map(({ number, compound }) => [number, compound]));
}
