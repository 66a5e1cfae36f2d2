import { chmod, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { BackupManifest } from '#core/api/backups.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { copySqlite } from '#core/bindings/sqlite-snapshot.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Instant } from '#core/units/instant.js';
import { examineFile } from '../doctor/examine-file.js';
import { findingText } from '../doctor/finding.js';
import type { Diagnosis, ExamineOptions } from '../doctor/examine.js';
import { manifestOf, writeManifest } from './manifest.js';

const OWNER_ONLY = 0o600;

interface BackupOrder extends ExamineOptions {
  /** The ledger; the service may be writing to it. */
  readonly path: string;
  /** Where the backup goes; it must not be there yet. */
  readonly out: string;
  readonly now: Instant;
}

/**
 * Copies one moment of the ledger, examines the copy, and only then gives it its name: a backup that is there is whole. It
 * holds secrets and names, so it is for its owner alone.
 * @throws GateError `ledger-missing`, `ledger-broken`, `ledger-version-wrong`, `backup-failed`
 */
export async function takeBackup(order: BackupOrder): Promise<BackupManifest> {
  const { path, out, now } = order;
  await demandLedger(path);
  if ((await stat(out).catch(() => null)) !== null) throw failed(out, 'there is a file of this name already');
  const draft = `${out}.part`;
  await rm(draft, { force: true });
  try {
    // SQLite takes an empty file as its target, and keeps its mode.
    await writeFile(draft, '', { mode: OWNER_ONLY });
    await chmod(draft, OWNER_ONLY);
    await copySqlite(path, draft);
    const diagnosis = await examineFile(draft, order);
    demandWhole(diagnosis);
    const manifest = await sealed(draft, diagnosis, now);
    await syncFile(draft);
    await rename(draft, out);
    return manifest;
  } catch (error) {
    await rm(draft, { force: true });
    throw error instanceof GateError ? error : failed(out, messageOf(error));
  }
}

/** @throws GateError `ledger-broken` */
export function demandWhole({ isWhole, broken, findings }: Diagnosis): void {
  const [first] = findings;
  if (isWhole || first === undefined) return;
  throw new GateError('ledger-broken', { count: broken, first: findingText(first) });
}

/** On the disk, so that a power cut can not take it back. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r+');
  await file.sync().finally(() => file.close());
}

async function sealed(draft: string, diagnosis: Diagnosis, now: Instant): Promise<BackupManifest> {
  const database = await openSqlite({ path: draft });
  try {
    const manifest = await manifestOf(database, diagnosis, now);
    await writeManifest(database, manifest);
    // One file, without a log beside it.
    await database.all('pragma journal_mode = delete');
    return manifest;
  } finally {
    await database.close();
  }
}

async function demandLedger(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.size === 0) throw new GateError('ledger-missing', { path });
}

function failed(out: string, problem: string): GateError {
  return new GateError('backup-failed', { name: out, problem });
}
