import { stat } from 'node:fs/promises';
import { openSqliteSnapshot } from '#core/bindings/sqlite-snapshot.js';
import { GateError } from '#core/errors/gate-error.js';
import { examine, type Diagnosis, type ExamineOptions } from './examine.js';

/**
 * Examines the ledger in a SQLite file as it stands now, also beside the service that is writing to it.
 * @throws GateError `ledger-missing`, `ledger-version-wrong`, `database-failed`
 */
export async function examineFile(path: string, options?: ExamineOptions): Promise<Diagnosis> {
  await demandFile(path);
  const snapshot = await openSqliteSnapshot(path);
  try {
    return await examine(snapshot.session, options);
  } finally {
    await snapshot.close();
  }
}

async function demandFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found === null || found.size === 0) throw new GateError('ledger-missing', { path });
}
