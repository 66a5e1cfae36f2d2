import type { ClientBase, QueryResult } from 'pg';
import { GateError } from '#core/errors/gate-error.js';
import type { RunResult, SqlRow, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { postgresFault } from './postgres-errors.js';
import type { StatementNames } from './statement-names.js';

interface SessionPlace {
  /** The address of the database without its password. */
  readonly path: string;
  readonly names: StatementNames;
}

/**
 * Statements on one connection. They are sent at once, in the order they are given, without waiting for the answers of those
 * before; their faults are remembered, because nothing of a transaction can be kept after one.
 */
export class PostgresSession implements SqlSession {
  readonly engine = 'postgres';
  readonly #client: ClientBase;
  readonly #place: SessionPlace;
  readonly #faults: GateError[] = [];
  #hasEnded = false;

  constructor(client: ClientBase, place: SessionPlace) {
    this.#client = client;
    this.#place = place;
  }

  /** The first tells why those after it came. */
  get faults(): readonly GateError[] {
    return this.#faults;
  }

  run(sql: string, parameters: readonly SqlValue[] = []): Promise<RunResult> {
    return this.#ask(sql, parameters, ({ rowCount }) => ({ changes: rowCount ?? 0 }));
  }

  all(sql: string, parameters: readonly SqlValue[] = []): Promise<SqlRow[]> {
    return this.#ask(sql, parameters, ({ rows }) => rows as SqlRow[]);
  }

  script(sql: string): Promise<void> {
    return this.#ask(sql, [], () => undefined);
  }

  /** The connection goes back to the others: nothing more may be sent by this way. */
  end(): void {
    this.#hasEnded = true;
  }

  /** Nobody has to wait for the answer: whoever ends the transaction looks at `faults`. */
  #ask<T>(sql: string, parameters: readonly SqlValue[], read: (result: QueryResult) => T): Promise<T> {
    const answer = this.#send(sql, parameters).then(read, (error: unknown) => {
      const fault = postgresFault(error, { path: this.#place.path, action: sql });
      this.#faults.push(fault);
      throw fault;
    });
    answer.catch(() => undefined);
    return answer;
  }

  #send(sql: string, parameters: readonly SqlValue[]): Promise<QueryResult> {
    if (this.#hasEnded) {
      const details = { path: this.#place.path, action: sql, problem: 'its transaction is over' };
      return Promise.reject(new GateError('database-failed', details));
    }
    if (parameters.length === 0) return this.#client.query(sql);
    const name = this.#place.names.of(sql);
    const values = [...parameters];
    return this.#client.query(name === undefined ? { text: sql, values } : { name, text: sql, values });
  }
}
