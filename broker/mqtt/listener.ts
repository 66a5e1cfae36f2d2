import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { BrokerOptions } from './mqtt-broker.js';

/** How long connections may take to send what was written to them before they are cut. */
const GOODBYE: Milliseconds = 300;

/** A listening TCP port and its open sockets. */
export class Listener {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @throws GateError `port-in-use` or `listen-failed` with option `--mqtt` */
  static async open(options: BrokerOptions, onSocket: (socket: Socket) => void): Promise<Listener> {
    // Nagle's algorithm would add 40 ms to every decision that follows an acknowledgement (performance.md).
    const server = createServer({ noDelay: true });
    const listener = new Listener(server);
    server.on('connection', (socket) => {
      listener.#sockets.add(socket);
      socket.once('close', () => listener.#sockets.delete(socket));
      onSocket(socket);
    });
    await listening(server, options);
    return listener;
  }

  get address(): { readonly host: string; readonly port: number } {
    const { address, port } = this.#server.address() as AddressInfo;
    return { host: address, port };
  }

  get open(): number {
    return this.#sockets.size;
  }

  /** Listens no more, lets open sockets send what they have, and closes them. */
  async close(clock: Clock): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#server.close(() => {
        resolve();
      });
    });
    for (const socket of this.#sockets) socket.end();
    const cancel = clock.after(GOODBYE, () => {
      for (const socket of this.#sockets) socket.destroy();
    });
    await closed;
    cancel();
  }
}

function listening(server: Server, { host, port }: BrokerOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(listenFault(error, `${host}:${port}`));
    });
    server.listen({ host, port }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

function listenFault(error: Error, address: string): GateError {
  const isTaken = 'code' in error && error.code === 'EADDRINUSE';
  const details = { address, option: '--mqtt' };
  return isTaken
    ? new GateError('port-in-use', details, { cause: error })
    : new GateError('listen-failed', { ...details, problem: messageOf(error) }, { cause: error });
}
