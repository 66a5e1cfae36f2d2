import type { RunResult, SqlDatabase, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { SqliteCheckpointer } from './sqlite-checkpointer.js';
import { SqliteConnection } from './sqlite-connection.js';
import { lockFile, type FileLock } from './sqlite-lock.js';
import { SqliteReaders } from './sqlite-readers.js';

interface SqliteOptions {
  /** A file path, or `:memory:`. */
  readonly path: string;
  /** Refuses a file that another Gatehouse has open (a second service on one ledger). */
  readonly exclusive?: boolean;
  /** Opens readers and a checkpointer beside the writer: for a service whose reports must not stop its decisions. */
  readonly readers?: boolean;
  /** Memory for pages of the file, in KiB. */
  readonly cacheKib?: number;
}

/** Power-safe settings (faults.md finding 9): every commit is on the disk before it is answered. */
const PRAGMAS =
  'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma busy_timeout = 2000';

const CACHE_KIB = 4_000;

/**
 * Opens a SQLite file, its one writer and, if asked for, readers and a checkpointer beside it.
 * @throws GateError `database-failed`, or `database-busy` when another process holds the file.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqlDatabase> {
  const { path, exclusive = false, readers = false, cacheKib = CACHE_KIB } = options;
  const inMemory = path === ':memory:';
  const writer = await SqliteConnection.open(path);
  let lock: FileLock | null = null;
  try {
    if (exclusive && !inMemory) lock = await lockFile(path);
    await writer.script(`${PRAGMAS}; pragma cache_size = -${cacheKib}`);
    // A file that a foreign program has locked says so now, not at the first entry.
    if (exclusive) await writer.script('begin exclusive; commit');
    const database = new SqliteDatabase(writer, lock);
    if (readers && !inMemory) await database.openBeside();
    return database;
  } catch (error) {
    await writer.close();
    await lock?.release();
    throw error;
  }
}

/** Statements of several transactions never mix: each transaction waits for the one before it. */
class SqliteDatabase implements SqlDatabase {
  readonly engine = 'sqlite';
  readonly #writer: SqliteConnection;
  readonly #lock: FileLock | null;
  #readers: SqliteReaders | null = null;
  #checkpointer: SqliteCheckpointer | null = null;
  #tail: Promise<unknown> = Promise.resolve();
  #revision = 0;
  #closed: Promise<void> | null = null;

  constructor(writer: SqliteConnection, lock: FileLock | null) {
    this.#writer = writer;
    this.#lock = lock;
  }

  async openBeside(): Promise<void> {
    const { path } = this.#writer;
    this.#readers = await SqliteReaders.open(path);
    this.#checkpointer = await SqliteCheckpointer.open({
      path,
      betweenCommits: (sql) => this.#queued(() => this.#writer.script(sql)),
    });
    // From here on only the checkpointer does that work.
    await this.#writer.script('pragma wal_autocheckpoint = 0');
  }

  get reader(): SqlSession {
    return this.#readers ?? this;
  }

  get revision(): number {
    return this.#revision;
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<RunResult> {
    return this.#revising(() => this.#writer.run(sql, parameters));
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    const read = (): Promise<SqlRow[]> => this.#writer.all(sql, parameters);
    return isRead(sql) ? this.#queued(read) : this.#revising(read);
  }

  script(sql: string): Promise<void> {
    return this.#revising(() => this.#writer.script(sql));
  }

  commitScript(sql: string): Promise<void> {
    return this.#committing(() => this.#orRollback(this.#writer.script(`begin immediate;${sql};commit`)));
  }

  transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    return this.#revising(async () => {
      await this.#writer.script('begin immediate');
      return this.#orRollback(
        work(this.#writer).then(async (result) => {
          await this.#writer.script('commit');
          return result;
        }),
      );
    });
  }

  close(): Promise<void> {
    this.#closed ??= this.#tail.then(() => this.#close());
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#checkpointer?.close();
    await this.#readers?.close();
    await this.#writer.close();
    await this.#lock?.release();
  }

  async #orRollback<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      await this.#writer.script('rollback').catch(() => undefined);
      throw error;
    }
  }

  /** Whoever looks at the revision after the write has been answered sees that it has grown. */
  #revising<T>(work: () => Promise<T>): Promise<T> {
    return this.#committing(() =>
      work().finally(() => {
        this.#revision += 1;
      }),
    );
  }

  async #committing<T>(work: () => Promise<T>): Promise<T> {
    const result = await this.#queued(work);
    this.#checkpointer?.committed();
    return result;
  }

  #queued<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(work);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}

/** Whether a statement that gives rows changes none. */
function isRead(sql: string): boolean {
  return /^\s*(select|pragma)\b/i.test(sql);
}
