import { openSqlite } from '#core/bindings/sqlite-database.js';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase, SqlRow, SqlSession } from '#core/ports/sql-database.js';
import { journalId, type JournalId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry, LocalDecision } from '#core/wire/entry.js';
import { GroupCommit } from './group-commit.js';
import type { Backlog, EntryDraft, Journal } from './journal.js';

export interface SqliteJournalOptions {
  readonly path: string;
  readonly entropy: Entropy;
  /** Delivered entries that are kept, for people who look back; older ones make room. */
  readonly keepDelivered?: number;
}

const SCHEMA_VERSION = 1;

/** `autoincrement` keeps counting when the newest rows are pruned; a rolled-back insert takes no number. */
const SCHEMA = `
  create table if not exists journal (id text not null);
  create table if not exists entries (
    seq integer primary key autoincrement,
    at integer not null,
    entry text not null,
    settled integer not null default 0,
    decision text
  );
  create index if not exists pending on entries (seq) where settled = 0;
  pragma user_version = ${SCHEMA_VERSION};
`;

const KEEP_DELIVERED = 10_000;
const PRUNE_EVERY = 1_000;

/**
 * Opens or makes the journal file; a new file gets its own id.
 * @throws GateError `journal-failed`, or `database-busy` when another gateway holds the file.
 */
export async function openSqliteJournal(options: SqliteJournalOptions): Promise<Journal> {
  const database = await openSqlite({ path: options.path, exclusive: true });
  try {
    await refuseNewer(database, options.path);
    await database.script(SCHEMA);
    const id = await database.transaction((session) => ownId(session, options.entropy));
    const [newest] = await database.all('select max(at) as at from entries');
    return new SqliteJournal(database, {
      ...options,
      id,
      newestAt: (newest?.['at'] ?? null) as Instant | null,
    });
  } catch (error) {
    await database.close();
    throw failure(options.path, error);
  }
}

async function refuseNewer(database: SqlDatabase, path: string): Promise<void> {
  const [row] = await database.all('pragma user_version');
  if (Number(row?.['user_version']) <= SCHEMA_VERSION) return;
  throw new GateError('journal-failed', { path, problem: 'it was made by a newer version of Gatehouse' });
}

async function ownId(session: SqlSession, entropy: Entropy): Promise<JournalId> {
  const [row] = await session.all('select id from journal');
  if (row !== undefined) return journalId(String(row['id']));
  const id = entropy.uuid();
  await session.run('insert into journal (id) values (?)', [id]);
  return journalId(id);
}

class SqliteJournal implements Journal {
  readonly id: JournalId;
  readonly newestAt: Instant | null;
  readonly #database: SqlDatabase;
  readonly #commits: GroupCommit;
  readonly #path: string;
  readonly #keepDelivered: number;
  #settledSincePrune = 0;

  constructor(database: SqlDatabase, options: SqliteJournalOptions & Pick<Journal, 'id' | 'newestAt'>) {
    this.id = options.id;
    this.newestAt = options.newestAt;
    this.#database = database;
    this.#commits = new GroupCommit(database);
    this.#path = options.path;
    this.#keepDelivered = options.keepDelivered ?? KEEP_DELIVERED;
  }

  append(draft: EntryDraft): Promise<Entry> {
    return this.#write(async (session) => {
      const sql = 'insert into entries (at, entry) values (?, ?) returning seq';
      const [row] = await session.all(sql, [draft.at, JSON.stringify(draft)]);
      return { journal: this.id, seq: Number(row?.['seq']), ...draft };
    });
  }

  decideLocally(seq: number, local: LocalDecision): Promise<Entry> {
    return this.#write(async (session) => {
      const sql = `update entries set entry = json_set(entry, '$.local', json(?)) where seq = ? returning seq, entry`;
      const [row] = await session.all(sql, [JSON.stringify(local), seq]);
      if (row === undefined)
        throw new GateError('journal-failed', { path: this.#path, problem: `it has no entry ${seq}` });
      return this.#entryOf(row);
    });
  }

  settle(seq: number, decision: Decision | null): Promise<boolean> {
    return this.#write(async (session) => {
      const sql = 'update entries set settled = 1, decision = ? where seq = ? and settled = 0';
      const { changes } = await session.run(sql, [decision === null ? null : JSON.stringify(decision), seq]);
      this.#settledSincePrune += changes;
      if (this.#settledSincePrune >= PRUNE_EVERY) await this.#prune(session);
      return changes > 0;
    });
  }

  async pending(): Promise<number[]> {
    const rows = await this.#all('select seq from entries where settled = 0 order by seq');
    return rows.map((row) => Number(row['seq']));
  }

  async read(seqs: readonly number[]): Promise<Entry[]> {
    const sql = 'select seq, entry from entries where seq in (select value from json_each(?)) order by seq';
    const rows = await this.#all(sql, [JSON.stringify(seqs)]);
    return rows.map((row) => this.#entryOf(row));
  }

  async backlog(): Promise<Backlog> {
    const sql = `select count(*) as count,
      (select at from entries where settled = 0 order by seq limit 1) as oldestAt from entries where settled = 0`;
    const [row] = await this.#all(sql);
    return { count: Number(row?.['count'] ?? 0), oldestAt: (row?.['oldestAt'] ?? null) as Instant | null };
  }

  async close(): Promise<void> {
    await this.#commits.drained();
    await this.#database.close();
  }

  async #prune(session: SqlSession): Promise<void> {
    this.#settledSincePrune = 0;
    const sql = `delete from entries where seq in
      (select seq from entries where settled = 1 order by seq desc limit -1 offset ?)`;
    await session.run(sql, [this.#keepDelivered]);
  }

  #entryOf(row: SqlRow): Entry {
    const draft = JSON.parse(String(row['entry'])) as EntryDraft;
    return { journal: this.id, seq: Number(row['seq']), ...draft };
  }

  async #write<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    try {
      return await this.#commits.write(work);
    } catch (error) {
      throw failure(this.#path, error);
    }
  }

  async #all(sql: string, parameters: readonly string[] = []): Promise<SqlRow[]> {
    try {
      return await this.#database.all(sql, parameters);
    } catch (error) {
      throw failure(this.#path, error);
    }
  }
}

function failure(path: string, cause: unknown): GateError {
  const isClear =
    cause instanceof GateError && (cause.code === 'journal-failed' || cause.code === 'database-busy');
  return isClear ? cause : new GateError('journal-failed', { path, problem: messageOf(cause) }, { cause });
}
