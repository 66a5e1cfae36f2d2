import type { SqlSession } from '#core/ports/sql-database.js';
import { SqliteConnection } from './sqlite-connection.js';

/** One moment of a SQLite file, read on a connection of its own. */
export interface SqliteSnapshot {
  readonly session: SqlSession;
  close(): Promise<void>;
}

/**
 * Opens a file to read it as it stands now, whatever is committed to it meanwhile. While it is open the write-ahead log of a
 * running service grows instead of being begun anew.
 * @throws GateError `database-failed`
 */
export async function openSqliteSnapshot(path: string): Promise<SqliteSnapshot> {
  const session = await SqliteConnection.open(path, 'read');
  try {
    await session.script('pragma busy_timeout = 2000; pragma cache_size = -16000; begin');
    // The snapshot is taken by the first statement that reads.
    await session.all('select count(*) from sqlite_schema');
  } catch (error) {
    await session.close();
    throw error;
  }
  return { session, close: () => session.close() };
}

/**
 * Writes one moment of a file into a new file, without free pages (`VACUUM INTO`, sqlite.org/lang_vacuum.html), while the
 * service that has it open goes on.
 * @throws GateError `database-failed`, also when the target exists.
 */
export async function copySqlite(path: string, target: string): Promise<void> {
  const connection = await SqliteConnection.open(path, 'read');
  try {
    await connection.script('pragma busy_timeout = 2000; pragma cache_size = -16000');
    await connection.run('vacuum into ?', [target]);
  } finally {
    await connection.close();
  }
}
