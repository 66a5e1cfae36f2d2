import type { SqlSession } from '#core/ports/sql-database.js';
import type { RecordedEntry } from '../ledger/ledger-store.js';
import type { EntryRow } from './schema.js';

const SELECT = `
  select e.*, p.qr as qr from json_each(?) as asked
  join entries e on e.journal = json_extract(asked.value, '$[0]') and e.seq = json_extract(asked.value, '$[1]')
  left join passes p on p.id = e.pass`;

/** The entries of the ledger with these journal numbers and seqs, by `recordedKey`. */
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
