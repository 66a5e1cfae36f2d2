import type { SqlSession } from '#core/ports/sql-database.js';
import type { RecordedEntry } from '../ledger/ledger-store.js';
import type { EntryRow } from './schema.js';

const SELECT = `
  select e.*, p.qr as qr from entry_places as place
  join entries e on e.id = place.entry left join passes p on p.id = e.pass
  where (place.journal, place.seq) in
    (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?))`;

/** The entries of a ledger on SQLite with these journal numbers and seqs, by `recordedKey`. */
export async function findRecorded(
  session: SqlSession,
  asked: readonly (readonly [number: number, seq: number])[],
): Promise<ReadonlyMap<string, RecordedEntry>> {
  if (asked.length === 0) return new Map();
  const rows: unknown = await session.all(SELECT, [JSON.stringify(asked)]);
  const found = (rows as (EntryRow & { readonly qr: string | null })[]).map(({ qr, ...row }) => {
    return [recordedKey(row.journal, row.seq), { row, qr }] as const;
  });
  return new Map(found);
}

export function recordedKey(number: number, seq: number): string {
  return `${number}/${seq}`;
}
