import { Client, Pool, type ClientBase, type ClientConfig, type PoolConfig } from 'pg';
import { MINUTE, SECOND, type Milliseconds } from '#core/units/instant.js';
import { postgresTypes } from './postgres-types.js';

export interface ConnectionOptions {
  readonly url: string;
  /** Name that the server shows for the connection. */
  readonly application: string;
  /** How long a statement may go without its answer before the connection is given up; 0 waits for ever. */
  readonly answerLimit: Milliseconds;
}

export interface PoolOptions extends ConnectionOptions {
  readonly connections: number;
  /** Looks at each new connection; one that it rejects is not used. */
  onConnect(client: ClientBase): Promise<void>;
}

const CONNECT_LIMIT = 5 * SECOND;
const KEEPALIVE_AFTER = 10 * SECOND;
const IDLE_LIMIT = 5 * MINUTE;
/** The server gives up a transaction whose node is frozen or gone, and with it the locks other nodes wait for. */
const SILENT_TRANSACTION_LIMIT = 10 * SECOND;

/** The promise of the hook is awaited (pg-pool, `newClient`), which its types do not say. */
interface AwaitingPoolConfig extends Omit<PoolConfig, 'onConnect'> {
  onConnect(client: ClientBase): Promise<void>;
}

/** Connections that are opened when they are needed, and anew when they break; statements on one are sent without waiting. */
export function postgresPool(options: PoolOptions): Pool {
  const config: AwaitingPoolConfig = {
    ...clientConfig(options),
    pipeline: true,
    max: options.connections,
    idleTimeoutMillis: IDLE_LIMIT,
    onConnect: (client) => options.onConnect(client),
  };
  const pool = new Pool(config);
  // Whoever uses a broken connection hears of it from the own statement; an idle one is replaced by the pool.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** One connection on its own, not yet connected. */
export function postgresClient(options: ConnectionOptions): Client {
  const client = new Client(clientConfig(options));
  client.on('error', () => undefined);
  return client;
}

function clientConfig({ url, application, answerLimit }: ConnectionOptions): ClientConfig {
  return {
    connectionString: url,
    application_name: application,
    types: postgresTypes,
    connectionTimeoutMillis: CONNECT_LIMIT,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEPALIVE_AFTER,
    query_timeout: answerLimit,
    idle_in_transaction_session_timeout: SILENT_TRANSACTION_LIMIT,
  };
}
