import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { App } from './http.js';

interface ListenAddress {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

/** Where the app can be reached. */
export interface Listening extends ListenAddress {
  readonly url: string;
}

/** Connections at once, streams included: beyond it new ones are closed, and memory stays bounded. */
const MAX_CONNECTIONS = 2000;

/**
 * Opens the app's port; `app.close()` closes it again.
 * @throws GateError `port-in-use`, `listen-failed`
 */
export async function listen(app: App, address: ListenAddress): Promise<Listening> {
  app.server.maxConnections = MAX_CONNECTIONS;
  try {
    await app.listen({ host: address.host, port: address.port });
  } catch (cause) {
    throw listenFault(address, cause);
  }
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : address.port;
  return { host: address.host, port, url: `http://${bracketed(address.host)}:${port}` };
}

function listenFault({ host, port }: ListenAddress, cause: unknown): GateError {
  const details = { address: `${bracketed(host)}:${port}`, option: '--http' };
  const isTaken = cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE';
  return isTaken
    ? new GateError('port-in-use', details, { cause })
    : new GateError('listen-failed', { ...details, problem: messageOf(cause) }, { cause });
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
