import { SqliteConnection } from './sqlite-connection.js';
import { bytesOfLog, bytesOfLogFile } from './sqlite-log-size.js';

/** Of the write-ahead log, from which its pages are carried over into the database file and it is begun anew. */
const CARRY_OVER_BYTES = 8 * 1024 * 1024;
/** Of the file of a log that a long reader has let grow, from which it is cut off, however little of it is in use by then. */
const CUT_OFF_BYTES = 64 * 1024 * 1024;
/** A look at the log costs system calls, so it is not taken for every commit. */
const LOOK_EVERY_COMMITS = 32;

interface CheckpointerTools {
  readonly path: string;
  /** Runs a piece of work between two commits of the writer. */
  readonly betweenCommits: (sql: string) => Promise<void>;
}

/**
 * Carries pages from the write-ahead log into the database on a connection of its own, so that no decision waits for the
 * copying and its syncs (sqlite.org/wal.html, section 3.2.2). A writer that never rests would let the log grow all the same,
 * so between two commits it carries over the few pages that are left and begins the log anew: a sync of a file that is
 * written over takes two thirds of the time of one that grows. A long reader postpones all that; nothing fails because of it.
 */
export class SqliteCheckpointer {
  readonly #tools: CheckpointerTools;
  readonly #connection: SqliteConnection;
  #commits = 0;
  #running: Promise<void> | null = null;

  private constructor(tools: CheckpointerTools, connection: SqliteConnection) {
    this.#tools = tools;
    this.#connection = connection;
  }

  static async open(tools: CheckpointerTools): Promise<SqliteCheckpointer> {
    const connection = await SqliteConnection.open(tools.path);
    await connection.script('pragma synchronous = full; pragma busy_timeout = 0; pragma cache_size = -2000');
    return new SqliteCheckpointer(tools, connection);
  }

  /** Call it after each commit. */
  committed(): void {
    this.#commits += 1;
    if (this.#commits < LOOK_EVERY_COMMITS || this.#running !== null) return;
    this.#commits = 0;
    this.#running = this.#checkpoint().finally(() => {
      this.#running = null;
    });
  }

  async close(): Promise<void> {
    await this.#running;
    await this.#connection.close();
  }

  async #checkpoint(): Promise<void> {
    const { path } = this.#tools;
    const isLong = (await bytesOfLogFile(path)) >= CUT_OFF_BYTES;
    if (!isLong && (await bytesOfLog(path)) < CARRY_OVER_BYTES) return;
    await this.#connection.all('pragma wal_checkpoint(passive)').catch(() => undefined);
    const mode = isLong ? 'truncate' : 'restart';
    const anew = `pragma busy_timeout = 0; pragma wal_checkpoint(${mode}); pragma busy_timeout = 2000`;
    await this.#tools.betweenCommits(anew).catch(() => undefined);
  }
}
