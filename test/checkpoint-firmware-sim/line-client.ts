import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** A program at the far end of a simulated line, as plain as possible: it sets the speed, reads and writes. */
export class LineClient {
  readonly #fd: number;
  readonly #stream: ReadStream;
  readonly chunks: Uint8Array[] = [];
  isHungUp = false;
  #isClosed = false;

  constructor(path: string, baudRate: number | null = null) {
    this.#fd = openSync(path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    if (baudRate !== null) execFileSync('stty', ['-F', path, String(baudRate)]);
    this.#stream = new ReadStream(this.#fd);
    this.#stream.on('data', (chunk: Uint8Array) => this.chunks.push(new Uint8Array(chunk)));
    this.#stream.on('error', () => undefined);
    this.#stream.on('end', () => (this.isHungUp = true));
    this.#stream.on('close', () => (this.isHungUp = true));
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.chunks.flatMap((chunk) => [...chunk]));
  }

  /** Whether the bytes have arrived one after the other, with anything before and after. */
  has(bytes: Uint8Array): boolean {
    return Buffer.from(this.bytes).includes(Buffer.from(bytes));
  }

  get text(): string {
    return Buffer.from(this.bytes).toString('latin1');
  }

  write(bytes: Uint8Array): void {
    writeSync(this.#fd, bytes);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#stream.destroy();
    // libuv has opened the terminal once more for itself and leaves this descriptor to us.
    closeSync(this.#fd);
  }
}

/** How many pseudo-terminals this process holds. */
export function openTerminals(): number {
  return readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return /^\/dev\/pt/.test(readlinkSync(`/proc/self/fd/${fd}`));
    } catch {
      return false;
    }
  }).length;
}

/** Opens and closes a path, for the fault it gives. */
export function tryToOpen(path: string): void {
  closeSync(openSync(path, 'r+'));
}

/** Waits for something real to happen: a byte to cross the kernel, a cable to be noticed as gone. */
export async function until(isTrue: () => boolean, what: string, limit = 20_000): Promise<void> {
  const end = Date.now() + limit;
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
