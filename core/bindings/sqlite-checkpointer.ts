import { stat } from 'node:fs/promises';
import { SqliteConnection } from './sqlite-connection.js';

/** Size of the write-ahead log from which its pages are carried over into the database file. */
const CARRY_OVER_BYTES = 8 * 1024 * 1024;
/** Size from which the log is begun anew, even if the writer never rests. */
const BEGIN_ANEW_BYTES = 64 * 1024 * 1024;
/** A look at the size costs a system call, so it is not taken for every commit. */
const LOOK_EVERY_COMMITS = 32;

interface CheckpointerTools {
  readonly path: string;
  /** Runs a piece of work between two commits of the writer. */
  readonly betweenCommits: (sql: string) => Promise<void>;
}

/**
 * Carries pages from the write-ahead log into the database on a connection of its own, so that no decision waits for the
 * copying and its syncs (sqlite.org/wal.html, section 3.2.2). Only when the writer never rests is it asked to begin the log
 * anew, once nearly everything has been carried over. A long reader postpones all that; nothing fails because of it.
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
    const bytes = await this.#logBytes();
    if (bytes < CARRY_OVER_BYTES) return;
    await this.#connection.all('pragma wal_checkpoint(passive)').catch(() => undefined);
    if (bytes < BEGIN_ANEW_BYTES) return;
    const anew = 'pragma busy_timeout = 0; pragma wal_checkpoint(truncate); pragma busy_timeout = 2000';
    await this.#tools.betweenCommits(anew).catch(() => undefined);
  }

  async #logBytes(): Promise<number> {
    try {
      return (await stat(`${this.#tools.path}-wal`)).size;
    } catch {
      return 0;
    }
  }
}
