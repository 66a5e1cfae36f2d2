import { GateError } from '#core/errors/gate-error.js';
import type { RunResult, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { SqliteConnection } from './sqlite-connection.js';

/** A long report takes one, lists and look-ups the other. */
const READERS = 2;

interface Reader {
  readonly connection: SqliteConnection;
  busy: number;
}

/** Connections that read what is committed while the writer goes on. */
export class SqliteReaders implements SqlSession {
  readonly engine = 'sqlite';
  readonly #path: string;
  readonly #readers: readonly Reader[];

  private constructor(path: string, readers: readonly Reader[]) {
    this.#path = path;
    this.#readers = readers;
  }

  static async open(path: string): Promise<SqliteReaders> {
    const readers: Reader[] = [];
    for (let number = 0; number < READERS; number += 1) {
      const connection = await SqliteConnection.open(path, 'read');
      await connection.script('pragma busy_timeout = 2000; pragma cache_size = -2000');
      readers.push({ connection, busy: 0 });
    }
    return new SqliteReaders(path, readers);
  }

  async all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    const reader = this.#readers.reduce((least, one) => (one.busy < least.busy ? one : least));
    reader.busy += 1;
    try {
      return await reader.connection.all(sql, parameters);
    } finally {
      reader.busy -= 1;
    }
  }

  run(sql: string): Promise<RunResult> {
    return this.#refused(sql);
  }

  script(sql: string): Promise<void> {
    return this.#refused(sql);
  }

  #refused(sql: string): Promise<never> {
    const problem = 'a reader does not write';
    const details = { path: this.#path, action: sql.trim().slice(0, 60), problem };
    return Promise.reject(new GateError('database-failed', details));
  }

  async close(): Promise<void> {
    for (const { connection } of this.#readers) await connection.close();
  }
}
