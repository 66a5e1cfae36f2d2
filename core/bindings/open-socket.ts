import { createConnection, isIP, type Socket } from 'node:net';
import { connect } from 'node:tls';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { Address } from '#core/units/address.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { TlsCredentials } from './tls-credentials.js';

interface OpenOptions {
  /** What the connection leads to, for people. */
  readonly address: string;
  readonly clock: Clock;
  readonly timeout: Milliseconds;
  readonly signal: AbortSignal;
}

/** A TCP connection under way. Nagle's algorithm would add 40 ms to each answer (performance.md). */
export function openTcp(place: Address): Socket {
  return createConnection({ host: place.host, port: place.port, noDelay: true });
}

/**
 * A TLS connection whose other side has proven who it is: before that no byte of ours leaves.
 * @throws what the system or TLS finds wrong; GateError `link-down` when it is cut, after the timeout, after an abort
 */
export function openTls(place: Address, tls: TlsCredentials, options: OpenOptions): Promise<Socket> {
  const { host, port } = place;
  const serverName = isIP(host) === 0 ? { servername: host } : {};
  const socket = connect({ host, port, ...serverName, ...tls, minVersion: 'TLSv1.2' });
  socket.setNoDelay(true);
  return new Promise<Socket>((resolve, reject) => {
    const fault = (problem: string): GateError =>
      new GateError('link-down', { address: options.address, problem });
    const giveUp = (problem: string): void => {
      socket.destroy(fault(problem));
    };
    const cancel = options.clock.after(options.timeout, () => giveUp('the host does not answer'));
    const abort = (): void => giveUp('stopped');
    options.signal.addEventListener('abort', abort, { once: true });
    if (options.signal.aborted) abort();
    const tidy = (): void => {
      cancel();
      options.signal.removeEventListener('abort', abort);
    };
    socket.once('secureConnect', () => {
      tidy();
      socket.removeAllListeners('error');
      resolve(socket);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      tidy();
      const wasCut = error.code === 'ECONNRESET';
      reject(wasCut ? fault('it cut the connection before TLS stood, as a port without TLS does') : error);
    });
  });
}
