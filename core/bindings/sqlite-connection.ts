import sqlite3 from 'sqlite3';
import type { ErrorCode } from '#core/errors/codes.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { RunResult, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';

/**
 * One connection of the `sqlite3` package, with promises and our faults; the only place that imports it. Each statement
 * runs on a thread of its own, one at a time; who shares a connection keeps transactions apart.
 */
export class SqliteConnection implements SqlSession {
  readonly engine = 'sqlite';
  readonly path: string;
  readonly #raw: sqlite3.Database;

  private constructor(raw: sqlite3.Database, path: string) {
    this.#raw = raw;
    this.path = path;
  }

  /** @throws GateError `database-failed` */
  static open(path: string, access: 'write' | 'read' = 'write'): Promise<SqliteConnection> {
    const { OPEN_READONLY, OPEN_READWRITE, OPEN_CREATE } = sqlite3;
    const mode = access === 'read' ? OPEN_READONLY : OPEN_READWRITE | OPEN_CREATE;
    return new Promise((resolve, reject) => {
      const raw = new sqlite3.Database(path, mode, (error) => {
        if (error === null) resolve(new SqliteConnection(raw, path));
        else reject(failure({ path, action: 'open' }, error));
      });
    });
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<RunResult> {
    return new Promise((resolve, reject) => {
      const fail = this.#fail(sql, reject);
      this.#raw.run(sql, [...parameters], function (error: Error | null) {
        if (error === null) resolve({ changes: this.changes });
        else fail(error);
      });
    });
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return new Promise((resolve, reject) => {
      const fail = this.#fail(sql, reject);
      this.#raw.all<SqlRow>(sql, [...parameters], (error: Error | null, rows) => {
        if (error === null) resolve(rows);
        else fail(error);
      });
    });
  }

  /** Several statements without parameters. A fault leaves those before it done, or their transaction open. */
  script(sql: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = this.#fail(sql, reject);
      this.#raw.exec(sql, (error) => {
        if (error === null) resolve();
        else fail(error);
      });
    });
  }

  close(): Promise<void> {
    return new Promise<void>((resolve, reject) => {
      this.#raw.close((error) => {
        if (error === null) resolve();
        else reject(failure({ path: this.path, action: 'close' }, error));
      });
    });
  }

  #fail(sql: string, reject: (error: GateError) => void): (error: Error) => void {
    return (error) => {
      reject(failure({ path: this.path, action: sql.trim().slice(0, 60) }, error));
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
