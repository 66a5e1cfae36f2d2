import { execFile } from 'node:child_process';
import { closeSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { promisify } from 'node:util';
import { GateError, messageOf } from '#core/errors/gate-error.js';

const run = promisify(execFile);

/** No program uses 50 baud: as long as the line has it, nobody has opened the far end and set it. */
export const UNSET_SPEED = 50;

/** The part of node-pty that makes a bare pair; it starts no program. Its typings leave it out. */
interface NativePty {
  open(
    columns: number,
    rows: number,
  ): { readonly master: number; readonly slave: number; readonly pty: string };
}

/**
 * A bare pseudo-terminal: what is written here can be read by whoever opens `path`, and the other way round.
 * Opening and closing are not visible from this side, the speed the client has set is (devices.md section 6.4).
 */
export interface Pty {
  /** Path of the far end, such as `/dev/pts/7`. */
  readonly path: string;
  /** Hands bytes over at once; gives back how many were lost because nobody takes them out at the far end. */
  write(bytes: Uint8Array): number;
  /** The speed set at the far end in baud; null when it cannot be read. */
  clientSpeed(): Promise<number | null>;
  /** Hangs up, as pulling the cable does; resolves when no descriptor is left. Safe to call twice. */
  close(): Promise<void>;
}

/**
 * Makes a pseudo-terminal that passes bytes through unchanged from the very first one.
 * @param device what the pseudo-terminal stands for, for the error message
 * @throws GateError `pty-failed`
 */
export async function openPty(device: string, onBytes: (chunk: Uint8Array) => void): Promise<Pty> {
  const { master, slave, pty: path } = await openPair(device);
  try {
    // In its default mode a terminal echoes, translates line ends and eats 0x04 (devices.md section 6.4).
    await run('stty', ['-F', path, 'raw', '-echo', String(UNSET_SPEED)]);
  } catch (cause) {
    closeSync(master);
    closeSync(slave);
    throw new GateError('pty-failed', { device, problem: messageOf(cause) }, { cause });
  }
  return new BarePty({ master, slave, path }, onBytes);
}

async function openPair(device: string): Promise<ReturnType<NativePty['open']>> {
  const COLUMNS = 80;
  const ROWS = 24;
  try {
    const library = (await import('node-pty')) as unknown as { readonly native?: NativePty | null };
    if (!library.native) throw new GateError('pty-failed', { device, problem: 'this system has none' });
    return library.native.open(COLUMNS, ROWS);
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError('pty-failed', { device, problem: messageOf(cause) }, { cause });
  }
}

interface Descriptors {
  readonly master: number;
  readonly slave: number;
  readonly path: string;
}

class BarePty implements Pty {
  readonly path: string;
  readonly #descriptors: Descriptors;
  readonly #stream: ReadStream;
  readonly #closed: Promise<void>;
  #isOpen = true;

  constructor(descriptors: Descriptors, onBytes: (chunk: Uint8Array) => void) {
    this.path = descriptors.path;
    this.#descriptors = descriptors;
    this.#stream = new ReadStream(descriptors.master);
    this.#closed = new Promise((resolve) => {
      this.#stream.once('close', resolve);
    });
    this.#stream.on('data', (chunk: Uint8Array) => onBytes(new Uint8Array(chunk)));
    this.#stream.on('error', () => void this.close());
  }

  write(bytes: Uint8Array): number {
    let offset = 0;
    try {
      while (this.#isOpen && offset < bytes.length)
        offset += writeSync(this.#descriptors.master, bytes, offset);
    } catch {
      // The buffer of the far end is full: like a UART whose bytes nobody takes, the rest is lost.
    }
    return bytes.length - offset;
  }

  async clientSpeed(): Promise<number | null> {
    if (!this.#isOpen) return null;
    const answer = await run('stty', ['-F', this.path, 'speed']).catch(() => null);
    const speed = Number.parseInt(answer?.stdout ?? '', 10);
    return Number.isNaN(speed) ? null : speed;
  }

  close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#stream.destroy();
      // Held open until now, because without it reads of this side fail while no client is attached.
      closeSync(this.#descriptors.slave);
    }
    return this.#closed;
  }
}
