import {
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
} from 'kysely';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlSession, SqlValue } from '#core/ports/sql-database.js';

/**
 * Kysely over a session of our database seam. Transactions belong to `SqlDatabase.transaction`, which hands out the
 * session to build the queries on; the dialect itself never begins one.
 */
export class SessionDialect implements Dialect {
  readonly #session: SqlSession;

  constructor(session: SqlSession) {
    this.#session = session;
  }

  createDriver(): Driver {
    return new SessionDriver(this.#session);
  }

  createQueryCompiler(): QueryCompiler {
    return this.#session.engine === 'sqlite' ? new SqliteQueryCompiler() : new PostgresQueryCompiler();
  }

  createAdapter(): DialectAdapter {
    return this.#session.engine === 'sqlite' ? new SqliteAdapter() : new PostgresAdapter();
  }

  // The parameter type is Kysely's own interface.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  createIntrospector(database: Kysely<any>): DatabaseIntrospector {
    const isSqlite = this.#session.engine === 'sqlite';
    return isSqlite ? new SqliteIntrospector(database) : new PostgresIntrospector(database);
  }
}

class SessionDriver implements Driver {
  readonly #connection: DatabaseConnection;

  constructor(session: SqlSession) {
    this.#connection = new SessionConnection(session);
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  acquireConnection(): Promise<DatabaseConnection> {
    return Promise.resolve(this.#connection);
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  beginTransaction(): Promise<void> {
    return refused();
  }

  commitTransaction(): Promise<void> {
    return refused();
  }

  rollbackTransaction(): Promise<void> {
    return refused();
  }

  destroy(): Promise<void> {
    return Promise.resolve();
  }
}

class SessionConnection implements DatabaseConnection {
  readonly #session: SqlSession;

  constructor(session: SqlSession) {
    this.#session = session;
  }

  async executeQuery<R>(compiled: CompiledQuery): Promise<QueryResult<R>> {
    const parameters = compiled.parameters as readonly SqlValue[];
    if (givesRows(compiled)) {
      return { rows: (await this.#session.all(compiled.sql, parameters)) as R[] };
    }
    const { changes } = await this.#session.run(compiled.sql, parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- the seam has no streams: the first step says so.
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    yield* [];
    throw new GateError('database-failed', {
      path: 'ledger',
      action: 'stream',
      problem: 'streams are not supported',
    });
  }
}

/** Raw statements given to Kysely are questions; raw writes go to the session itself. */
function givesRows({ query }: CompiledQuery): boolean {
  if (query.kind === 'SelectQueryNode' || query.kind === 'RawNode') return true;
  return 'returning' in query;
}

function refused(): Promise<never> {
  const problem = 'use the transaction of the database seam';
  return Promise.reject(new GateError('database-failed', { path: 'ledger', action: 'begin', problem }));
}
