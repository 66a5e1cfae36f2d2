import type { ClientBase, Pool, PoolClient } from 'pg';
import { GateError } from '#core/errors/gate-error.js';
import { postgresPool, type ConnectionOptions } from './postgres-client.js';
import { leavesConnection, postgresFault } from './postgres-errors.js';
import { PostgresSession } from './postgres-session.js';
import { StatementNames } from './statement-names.js';

interface Settings extends ConnectionOptions {
  /** The address without the password, for messages. */
  readonly path: string;
  readonly connections: number;
  /** Prepares a new connection, or says why it must not be used. */
  onConnect(client: ClientBase): Promise<void>;
}

/** A bounded number of connections; each piece of work has one for itself. */
export class PostgresConnections {
  readonly #path: string;
  readonly #pool: Pool;
  readonly #names = new StatementNames();
  readonly #begun = new Set<Promise<unknown>>();
  #closed: Promise<void> | null = null;

  constructor(settings: Settings) {
    this.#path = settings.path;
    this.#pool = postgresPool(settings);
  }

  /** Works on a connection of its own. @throws GateError `database-failed`, and whatever the work throws */
  use<T>(action: string, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    if (this.#closed !== null) return Promise.reject(this.#failure(action, 'it is closed'));
    const done = this.#use(action, work);
    this.#begun.add(done);
    const forget = (): void => void this.#begun.delete(done);
    done.then(forget, forget);
    return done;
  }

  /** Waits for what was begun; safe to call twice. */
  close(): Promise<void> {
    this.#closed ??= Promise.allSettled(this.#begun).then(() => this.#pool.end());
    return this.#closed;
  }

  async #use<T>(action: string, work: (session: PostgresSession) => Promise<T>): Promise<T> {
    const client = await this.#client(action);
    const session = new PostgresSession(client, { path: this.#path, names: this.#names });
    try {
      return await work(session);
    } finally {
      session.end();
      // A connection with an open transaction is not used again either: the server ends both.
      const isSound = client.getTransactionStatus() === 'I' && session.faults.every(leavesConnection);
      client.release(!isSound);
    }
  }

  async #client(action: string): Promise<PoolClient> {
    try {
      return await this.#pool.connect();
    } catch (error) {
      // Also when the server is no longer fit, such as after a failover: waiting may help, and no entry is to blame.
      if (error instanceof GateError) throw this.#failure(action, error.message, error);
      throw postgresFault(error, { path: this.#path, action });
    }
  }

  #failure(action: string, problem: string, cause?: GateError): GateError {
    return new GateError('database-failed', { path: this.#path, action, problem }, { cause });
  }
}
