import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { DarwinPortBinding, LinuxPortBinding } from '@serialport/bindings-cpp';
import { GateError } from '#core/errors/gate-error.js';

type UnixPort = LinuxPortBinding | DarwinPortBinding;

interface Target {
  readonly buffer: Buffer;
  readonly offset: number;
  readonly length: number;
}

const readFile = promisify(read);

/** What a read says when nothing has come yet: wait for the poller, then try again. */
const NOT_READY = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * Gives the port a read that takes 0 bytes for what they are on a terminal: a hang-up. The binding's own read tries again
 * at once and for ever, with a whole core and growing memory and without any event (devices.md section 6.1).
 */
export function guardRead(port: UnixPort, path: string): void {
  port.read = async (buffer, offset, length) => ({
    buffer,
    bytesRead: await readSome(port, path, { buffer, offset, length }),
  });
}

async function readSome(port: UnixPort, path: string, target: Target): Promise<number> {
  for (;;) {
    const bytesRead = await readOnce(port, path, target);
    if (bytesRead === 0) throw new GateError('device-unplugged', { path });
    if (bytesRead !== null) return bytesRead;
    await untilReadable(port, path);
  }
}

/** Null when there is nothing to read yet. */
async function readOnce(port: UnixPort, path: string, target: Target): Promise<number | null> {
  if (port.fd === null) throw closedOnPurpose(path);
  try {
    const { bytesRead } = await readFile(port.fd, target.buffer, target.offset, target.length, null);
    return bytesRead;
  } catch (cause) {
    if (NOT_READY.has((cause as NodeJS.ErrnoException).code ?? '')) return null;
    throw new GateError('device-unplugged', { path }, { cause });
  }
}

/** The port may have been closed while it was read: its poller is gone then, and to poll it would end the process. */
function untilReadable(port: UnixPort, path: string): Promise<void> {
  if (port.fd === null) return Promise.reject(closedOnPurpose(path));
  return new Promise((resolve, reject) => {
    port.poller.once('readable', (error) => {
      if (error === null) resolve();
      else reject(error);
    });
  });
}

/** `canceled` tells the port stream that this is no disconnect. */
function closedOnPurpose(path: string): GateError & { canceled: true } {
  return Object.assign(new GateError('device-down', { path }), { canceled: true as const });
}
