import type { SqlDatabase } from '#core/ports/sql-database.js';
import { chainStart, rowHash } from '#broker/ledger/chain.js';
import { stateKeyOfRow } from '#broker/ledger/replay.js';
import { queriesOn } from '#broker/storage/queries.js';
import type { EntryRow } from '#broker/storage/schema.js';
import type { OpenLedger } from './engines.js';

/** What does not hold together in the chains of the journals: rows whose hash is wrong, journals that end elsewhere. */
export async function brokenChains({
  database,
  store,
}: Pick<OpenLedger, 'database' | 'store'>): Promise<string[]> {
  await store.settle();
  const journals = await queriesOn(database).selectFrom('journals').selectAll().execute();
  const faults: string[] = [];
  for (const journal of journals) {
    const rows = await rowsOf(database, journal.number);
    let hash = rows.length === 0 ? '' : chainStart(journal.journal, journal.gate);
    for (const row of rows) {
      if (rowHash(hash, row) !== row.hash) faults.push(`journal ${journal.number}, seq ${row.seq}`);
      hash = row.hash;
    }
    const last = rows.at(-1);
    const top = Math.max(0, ...rows.map(({ seq }) => seq));
    const ends = { hash, last_entry: last?.id ?? 0, top_seq: top };
    for (const [name, value] of Object.entries(ends)) {
      if (journal[name as keyof typeof ends] !== value) faults.push(`journal ${journal.number}, ${name}`);
    }
  }
  return faults;
}

/** Entries that do not name the one of the same household or pass that arrived before them. */
export async function brokenHouseholds(database: SqlDatabase): Promise<string[]> {
  const rows = await queriesOn(database).selectFrom('entries').selectAll().orderBy('id').execute();
  const last = new Map<string, number>();
  return rows.flatMap((row) => {
    const key = stateKeyOfRow(row);
    if (key === null) return row.previous === null ? [] : [`entry ${row.id} of nobody`];
    const before = last.get(key) ?? null;
    last.set(key, row.id);
    return row.previous === before ? [] : [`entry ${row.id} of ${key}: ${row.previous} instead of ${before}`];
  });
}

function rowsOf(database: SqlDatabase, journal: number): Promise<EntryRow[]> {
  return queriesOn(database)
    .selectFrom('entries')
    .selectAll()
    .where('journal', '=', journal)
    .orderBy('id')
    .execute();
}
