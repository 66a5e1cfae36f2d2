import { BackupManifestSchema, type BackupManifest } from '#core/api/backups.js';
import { canonicalJson } from '#core/canonical-json.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { Instant } from '#core/units/instant.js';
import { demand, valueChecker } from '#core/wire/parse-message.js';
import type { Diagnosis } from '../doctor/examine.js';
import { sqlText } from '../storage/sql-text.js';

/** A table that only backups have: one row, what the backup says of itself. */
const TABLE = 'backup_manifest';

const check = valueChecker(BackupManifestSchema);

/** What a copy of a ledger holds, told after it was examined. */
export async function manifestOf(
  session: SqlSession,
  diagnosis: Diagnosis,
  takenAt: Instant,
): Promise<BackupManifest> {
  const { schemaVersion, heads } = diagnosis;
  const [last] = await session.all('select coalesce(max(id), 0) as id from entries');
  return {
    schemaVersion,
    takenAt,
    rows: await countRows(session),
    lastEntry: Number(last?.['id']),
    heads: [...heads],
  };
}

export async function writeManifest(session: SqlSession, manifest: BackupManifest): Promise<void> {
  await session.run(`create table ${TABLE} (manifest text not null)`);
  await session.run(`insert into ${TABLE} values (${sqlText(JSON.stringify(manifest))})`);
}

/** @throws GateError `backup-invalid` when the file is no backup */
export async function readManifest(session: SqlSession, file: string): Promise<BackupManifest> {
  const rows = await session.all(`select manifest from ${TABLE}`).catch(() => []);
  const text = rows[0]?.['manifest'];
  if (typeof text !== 'string') {
    throw new GateError('backup-invalid', {
      file,
      problem: 'it has no manifest: gatehouse backup makes one',
    });
  }
  return demand(check(JSON.parse(text)), 'manifest', file);
}

/** The file becomes an ordinary database again. */
export async function dropManifest(session: SqlSession): Promise<void> {
  await session.run(`drop table ${TABLE}`);
}

/** Why the content of a backup is not what its manifest says; null when it is. */
export function manifestFault(said: BackupManifest, found: BackupManifest): string | null {
  const wrong = (['schemaVersion', 'lastEntry', 'rows', 'heads'] as const).find(
    (part) => canonicalJson(said[part]) !== canonicalJson(found[part]),
  );
  return wrong === undefined ? null : `its ${wrong} is not what its manifest says`;
}

async function countRows(session: SqlSession): Promise<Record<string, number>> {
  const tables = await session.all(
    `select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' and name <> '${TABLE}' order by name`,
  );
  const rows: Record<string, number> = {};
  for (const { name } of tables) {
    const [counted] = await session.all(`select count(*) as n from "${String(name)}"`);
    rows[String(name)] = Number(counted?.['n']);
  }
  return rows;
}
