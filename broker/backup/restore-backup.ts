import { copyFile, chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupManifest } from '#core/api/backups.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { openSqliteSnapshot } from '#core/bindings/sqlite-snapshot.js';
import { lockFile } from '#core/bindings/sqlite-lock.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { ledgerPath, REPLACED_PREFIX } from '../data-folder.js';
import { examine, type ExamineOptions } from '../doctor/examine.js';
import { examineFile } from '../doctor/examine-file.js';
import { migrate } from '../storage/migrate.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { dropManifest, manifestFault, manifestOf, readManifest } from './manifest.js';
import { demandWhole, syncFile } from './take-backup.js';

const OWNER_ONLY = 0o600;
const OWNER_FOLDER = 0o700;

interface RestoreOrder extends ExamineOptions {
  readonly dataDir: string;
  readonly from: string;
  /** Puts a ledger that is there aside instead of refusing. */
  readonly replace: boolean;
  readonly clock: Clock;
}

export interface Restored {
  readonly manifest: BackupManifest;
  /** Where the ledger that was there is now; null when there was none. */
  readonly aside: string | null;
}

/**
 * Puts the ledger of a backup into a data folder whose service is stopped. The backup is compared with its manifest and
 * examined before anything is replaced; one of an older version is brought up to date.
 * @throws GateError `database-busy` (the service is running), `data-folder-taken`, `backup-invalid`, `ledger-broken`
 */
export async function restoreBackup(order: RestoreOrder): Promise<Restored> {
  const { dataDir, from, replace } = order;
  const path = ledgerPath(dataDir);
  if ((await stat(from).catch(() => null)) === null) {
    throw new GateError('backup-invalid', { file: from, problem: 'there is no such file' });
  }
  await mkdir(dataDir, { recursive: true, mode: OWNER_FOLDER });
  const lock = await lockFile(path);
  const draft = `${path}.restore`;
  try {
    const isTaken = (await ledgerFiles(dataDir)).length > 0;
    if (isTaken && !replace) throw new GateError('data-folder-taken', { path: dataDir });
    await copyFile(from, draft);
    await chmod(draft, OWNER_ONLY);
    const manifest = await prepared(draft, order);
    const aside = isTaken ? await putAside(order) : null;
    await rename(draft, path);
    return { manifest, aside };
  } finally {
    for (const suffix of ['', '-wal', '-shm', '-journal']) await rm(draft + suffix, { force: true });
    await lock.release();
  }
}

async function prepared(draft: string, order: RestoreOrder): Promise<BackupManifest> {
  const manifest = await compared(draft, order);
  const database = await openSqlite({ path: draft });
  try {
    await dropManifest(database);
    await migrate(database, MIGRATIONS, order.clock);
    await database.all('pragma journal_mode = delete');
  } finally {
    await database.close();
  }
  if (manifest.schemaVersion !== MIGRATIONS.at(-1)?.version) demandWhole(await examineFile(draft, order));
  await syncFile(draft);
  return manifest;
}

/** A backup of this version is compared with all its manifest says; an older one is examined when it is up to date. */
async function compared(draft: string, order: RestoreOrder): Promise<BackupManifest> {
  const { from } = order;
  const snapshot = await openSqliteSnapshot(draft).catch((error: unknown) => {
    throw new GateError('backup-invalid', { file: from, problem: messageOf(error) });
  });
  try {
    const manifest = await readManifest(snapshot.session, from);
    if (manifest.schemaVersion !== MIGRATIONS.at(-1)?.version) return manifest;
    const diagnosis = await examine(snapshot.session, order);
    demandWhole(diagnosis);
    const problem = manifestFault(manifest, await manifestOf(snapshot.session, diagnosis, manifest.takenAt));
    if (problem !== null) throw new GateError('backup-invalid', { file: from, problem });
    return manifest;
  } finally {
    await snapshot.close();
  }
}

/** Moves the ledger with its logs into a folder of its own. */
async function putAside({ dataDir, clock }: RestoreOrder): Promise<string> {
  const aside = join(
    dataDir,
    `${REPLACED_PREFIX}${new Date(clock.now()).toISOString().replaceAll(/[:.]/g, '-')}`,
  );
  await mkdir(aside, { mode: OWNER_FOLDER });
  for (const name of await ledgerFiles(dataDir)) await rename(join(dataDir, name), join(aside, name));
  return aside;
}

/** The ledger and its logs: an old log must never be read into a new ledger. */
async function ledgerFiles(dataDir: string): Promise<readonly string[]> {
  return (await readdir(dataDir)).filter((name) => /^ledger\.sqlite(-wal|-shm)?$/.test(name));
}
