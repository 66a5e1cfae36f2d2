import type { ClientBase } from 'pg';
import { GateError } from '#core/errors/gate-error.js';
import type { RunResult, SqlDatabase, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import { postgresUnfitness } from './postgres-check.js';
import type { ConnectionOptions } from './postgres-client.js';
import { PostgresConnections } from './postgres-connections.js';
import { isLostRace } from './postgres-errors.js';
import type { PostgresSession } from './postgres-session.js';
import { postgresAddress } from './postgres-url.js';

export interface PostgresOptions {
  /** Such as `postgres://gatehouse:secret@db.example:5432/gatehouse`. */
  readonly url: string;
  /** Name that the server shows for the connections. */
  readonly application?: string;
  /** How long a statement may go without its answer before its connection is given up; 0 waits for ever. */
  readonly answerLimit?: Milliseconds;
  /** Most connections that write. */
  readonly connections?: number;
}

const ANSWER_LIMIT = 60 * SECOND;
const WRITING_CONNECTIONS = 8;
const READING_CONNECTIONS = 4;
/** A transaction that loses against another one as often as this has met more than bad luck. */
const MOST_TRIES = 6;

/**
 * Opens a PostgreSQL database. Connections are made when they are needed, and anew after the server was away.
 * @throws GateError `database-url-invalid`, `database-unfit`, `database-failed`
 */
export async function openPostgres(options: PostgresOptions): Promise<SqlDatabase> {
  const { shown } = postgresAddress(options.url);
  const { url, application = 'gatehouse', answerLimit = ANSWER_LIMIT } = options;
  const { connections = WRITING_CONNECTIONS } = options;
  const database = new PostgresDatabase(shown, { url, application, answerLimit, connections });
  try {
    await database.all('select 1');
    return database;
  } catch (error) {
    await database.close();
    throw unfitnessIn(error) ?? error;
  }
}

class PostgresDatabase implements SqlDatabase {
  readonly engine = 'postgres';
  readonly reader: SqlSession;
  readonly #writers: PostgresConnections;
  readonly #readers: PostgresConnections;
  #looks = 0;

  constructor(path: string, options: ConnectionOptions & { readonly connections: number }) {
    this.#writers = new PostgresConnections({
      ...options,
      path,
      onConnect: (client) => demandFitness(path, client),
    });
    this.#readers = new PostgresConnections({
      ...options,
      path,
      connections: READING_CONNECTIONS,
      onConnect: onlyReading,
    });
    this.reader = sessionOf(this.#readers);
  }

  /** Others write to it too, so at every look something may have changed. */
  get revision(): number {
    this.#looks += 1;
    return this.#looks;
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<RunResult> {
    return this.#writers.use(sql, (session) => session.run(sql, parameters));
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#writers.use(sql, (session) => session.all(sql, parameters));
  }

  script(sql: string): Promise<void> {
    return this.#writers.use(sql, (session) => session.script(sql));
  }

  /** Several statements of one message are one transaction already (PostgreSQL, section 55.2.2.1). */
  commitScript(sql: string): Promise<void> {
    return this.script(sql);
  }

  /** Work that lost against another transaction is done again from its beginning. */
  async transaction<T>(work: (session: SqlSession) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#writers.use('begin', (session) => committed(session, work));
      } catch (error) {
        if (!isLostRace(error) || tries >= MOST_TRIES) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#writers.close(), this.#readers.close()]);
  }
}

function sessionOf(connections: PostgresConnections): SqlSession {
  return {
    engine: 'postgres',
    run: (sql, parameters = []) => connections.use(sql, (session) => session.run(sql, parameters)),
    all: (sql, parameters = []) => connections.use(sql, (session) => session.all(sql, parameters)),
    script: (sql) => connections.use(sql, (session) => session.script(sql)),
  };
}

/** Begins, works, and commits: nothing of it stays unless every statement went well, waited for or not. */
async function committed<T>(session: PostgresSession, work: (session: SqlSession) => Promise<T>): Promise<T> {
  const { faults } = session;
  void session.script('begin');
  try {
    const result = await work(session);
    await session.script('commit');
    if (faults[0] !== undefined) throw faults[0];
    return result;
  } catch (error) {
    const isOfStatement = faults.some((fault) => fault === error);
    await session.script('rollback').catch(() => undefined);
    throw isOfStatement ? faults[0] : error;
  }
}

async function demandFitness(path: string, client: ClientBase): Promise<void> {
  const problem = await postgresUnfitness(client);
  if (problem !== null) throw new GateError('database-unfit', { path, problem });
}

async function onlyReading(client: ClientBase): Promise<void> {
  await client.query('set session characteristics as transaction read only');
}

/** At the start it is the operator's to hear, not something to wait for. */
function unfitnessIn(error: unknown): GateError | null {
  const cause = error instanceof GateError ? error.cause : null;
  return cause instanceof GateError && cause.code === 'database-unfit' ? cause : null;
}
