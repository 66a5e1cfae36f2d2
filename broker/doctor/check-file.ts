import type { CheckTools } from './check-tools.js';

/** Faults of the file that are listed. */
const LISTED = 20;

/**
 * Asks SQLite whether the file is whole and every reference leads somewhere. PostgreSQL has checksums and keeps references by
 * itself.
 */
export async function checkFile({ session, findings }: CheckTools): Promise<void> {
  if (session.engine !== 'sqlite') return;
  for (const row of await session.all(`pragma integrity_check(${LISTED})`)) {
    const said = String(row['integrity_check']);
    if (said !== 'ok') findings.breakage({ table: 'file' }, null, said);
  }
  const dangling = await session.all('pragma foreign_key_check');
  for (const { table, rowid, parent } of dangling.slice(0, LISTED)) {
    const place = { table: String(table), ...(rowid === null ? {} : { id: Number(rowid) }) };
    findings.breakage(place, null, `it refers to a row of ${String(parent)} that is not there`);
  }
}
