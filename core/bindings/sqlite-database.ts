import sqlite3 from 'sqlite3';
import type { ErrorCode } from '#core/errors/codes.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { RunResult, SqlDatabase, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';

interface SqliteOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Refuses a file that another process has open (a second service on one ledger). */
  readonly exclusive?: boolean;
}

/** Power-safe settings (faults.md finding 9): every commit is on the disk before it is answered. */
const PRAGMAS =
  'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 2000;';

/**
 * Opens a SQLite file through the `sqlite3` package, the only place that imports it.
 * @throws GateError `database-failed`, or `database-busy` when another process holds the file.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqlDatabase> {
  const raw = await opened(options.path);
  const database = new SqliteDatabase(raw, options.path);
  try {
    if (options.exclusive === true) await database.script('pragma locking_mode = exclusive;');
    await database.script(PRAGMAS);
    if (options.exclusive === true) await database.script('begin exclusive; commit;');
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

function opened(path: string): Promise<sqlite3.Database> {
  return new Promise((resolve, reject) => {
    const raw = new sqlite3.Database(path, (error) => {
      if (error === null) resolve(raw);
      else reject(failure({ path, action: 'open' }, error));
    });
  });
}

/** Statements of several transactions never mix: each transaction waits for the one before it. */
class SqliteDatabase implements SqlDatabase {
  readonly #raw: sqlite3.Database;
  readonly #path: string;
  #tail: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | null = null;

  constructor(raw: sqlite3.Database, path: string) {
    this.#raw = raw;
    this.#path = path;
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<RunResult> {
    return this.#queued(() => this.#session.run(sql, parameters));
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#queued(() => this.#session.all(sql, parameters));
  }

  script(sql: string): Promise<void> {
    return this.#queued(() => this.#exec(sql));
  }

  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.#queued(async () => {
      await this.#exec('begin immediate');
      try {
        const result = await work(this.#session);
        await this.#exec('commit');
        return result;
      } catch (error) {
        await this.#exec('rollback').catch(() => undefined);
        throw error;
      }
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#tail.then(() => this.#closeRaw());
    return this.#closed;
  }

  #closeRaw(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#raw.close((error) => {
        if (error === null) resolve();
        else reject(failure({ path: this.#path, action: 'close' }, error));
      });
    });
  }

  #queued<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Unqueued statements: for use inside a queued piece of work only. */
  readonly #session: SqlSession = {
    run: (sql, parameters = []) =>
      new Promise((resolve, reject) => {
        const fail = this.#fail(sql, reject);
        this.#raw.run(sql, [...parameters], function (error: Error | null) {
          if (error === null) resolve({ changes: this.changes, lastId: this.lastID });
          else fail(error);
        });
      }),
    all: (sql, parameters = []) =>
      new Promise((resolve, reject) => {
        const fail = this.#fail(sql, reject);
        this.#raw.all<SqlRow>(sql, [...parameters], (error: Error | null, rows) => {
          if (error === null) resolve(rows);
          else fail(error);
        });
      }),
  };

  #exec(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = this.#fail(sql, reject);
      this.#raw.exec(sql, (error) => {
        if (error === null) resolve();
        else fail(error);
      });
    });
  }

  #fail(sql: string, reject: (error: GateError) => void): (error: Error) => void {
    return (error) => {
      reject(failure({ path: this.#path, action: sql.trim().slice(0, 60) }, error));
    };
  }
}

function failure(details: { path: string; action: string }, error: Error): GateError {
  return new GateError(codeOf(error), { ...details, problem: messageOf(error) }, { cause: error });
}

/** Whose fault it was: another process, the data of the statement, or the database itself (sqlite.org/rescode.html). */
function codeOf(error: Error): ErrorCode {
  switch ('code' in error ? error.code : null) {
    case 'SQLITE_BUSY':
    case 'SQLITE_LOCKED':
      return 'database-busy';
    case 'SQLITE_CONSTRAINT':
    case 'SQLITE_MISMATCH':
    case 'SQLITE_TOOBIG':
      return 'database-refused';
    default:
      return 'database-failed';
  }
}
