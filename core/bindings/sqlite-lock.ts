import { SqliteConnection } from './sqlite-connection.js';

/** Held while a process owns a database file. */
export interface FileLock {
  release(): Promise<void>;
}

/**
 * Keeps a second Gatehouse off a database file while our own readers and backups stay welcome, which SQLite's own exclusive
 * mode would lock out. The lock is an exclusive transaction on an empty database beside the file, so it goes with the
 * process, however that ends.
 * @throws GateError `database-busy` when another process holds it
 */
export async function lockFile(path: string): Promise<FileLock> {
  const connection = await SqliteConnection.open(`${path}.lock`);
  try {
    await connection.script('pragma journal_mode = delete; pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    await connection.close();
    throw error;
  }
  return { release: () => connection.close() };
}
