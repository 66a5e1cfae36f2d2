import { execFileSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ReadStream } from 'node:tty';

interface NativePty {
  open(columns: number, rows: number): { master: number; slave: number; pty: string };
}

/** A pseudo-terminal with both ends in the test's hand: the far end writes to the master, the program opens `path`. */
export class PtyPair {
  readonly path: string;
  readonly written: Buffer[] = [];
  readonly #master: ReadStream;
  #slave: number | null;

  constructor() {
    const load = createRequire(import.meta.url);
    const { native } = load('node-pty') as { native: NativePty };
    const { master, slave, pty } = native.open(80, 24);
    // Raw before the first byte, or the far end gets its own bytes back (devices.md section 6.4).
    execFileSync('stty', ['-F', pty, 'raw', '-echo']);
    this.path = pty;
    this.#slave = slave;
    this.#master = new ReadStream(master);
    this.#master.on('data', (chunk: Buffer) => this.written.push(chunk));
    this.#master.on('error', () => undefined);
  }

  /** Resolves when the kernel has taken the bytes. */
  feed(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.#master.write(Buffer.from(bytes), () => resolve());
    });
  }

  unplug(): void {
    this.#master.destroy();
    if (this.#slave !== null) closeSync(this.#slave);
    this.#slave = null;
  }
}
