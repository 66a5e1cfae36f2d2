import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/**
 * One thing to be sent: bytes at the pace of the line, bytes all at once (as an adapter with a long latency timer hands
 * them over), a rest, or something to do when everything before has left.
 */
export type Transmission =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'burst'; readonly bytes: Uint8Array }
  | { readonly kind: 'rest'; readonly span: Milliseconds }
  | { readonly kind: 'then'; readonly act: () => void };

/** How often bytes are handed over. At 9600 baud a 9-byte frame arrives in three pieces, as from a real port. */
const TICK: Milliseconds = 4;
const BITS_PER_BYTE = 10;
const MS_PER_SECOND = 1000;

/**
 * Sends bytes no faster than a line of the baud rate could: a pseudo-terminal has no pace of its own, and without one
 * tests would never see a split frame (devices.md section 6.4).
 */
export class PacedWriter {
  readonly #clock: Clock;
  readonly #write: (bytes: Uint8Array) => void;
  #queue: Transmission[] = [];
  #cancel: CancelTimer | null = null;
  #credit = 0;
  #countedAt: Milliseconds = 0;
  #waiting: (() => void)[] = [];
  baudRate: number;

  constructor(options: {
    readonly clock: Clock;
    readonly baudRate: number;
    readonly write: (bytes: Uint8Array) => void;
  }) {
    this.#clock = options.clock;
    this.#write = options.write;
    this.baudRate = options.baudRate;
  }

  send(...transmissions: readonly Transmission[]): void {
    this.#queue.push(...transmissions);
    if (this.#cancel !== null) return;
    this.#credit = 0;
    this.#countedAt = this.#clock.monotonic();
    this.#arm(TICK);
  }

  /** Resolves when everything that was sent has left. */
  drained(): Promise<void> {
    if (this.#cancel === null) return Promise.resolve();
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** Forgets what has not left yet, as a device that loses its power does. */
  reset(): void {
    this.#queue = [];
    this.#settle();
  }

  #arm(delay: Milliseconds): void {
    this.#cancel = this.#clock.after(delay, () => {
      this.#count();
      const rest = this.#work();
      if (rest !== null) this.#arm(rest);
      else this.#settle();
    });
  }

  /** Turns the time that has passed into bytes that may leave. */
  #count(): void {
    const now = this.#clock.monotonic();
    this.#credit += ((now - this.#countedAt) * this.baudRate) / (BITS_PER_BYTE * MS_PER_SECOND);
    this.#countedAt = now;
  }

  /** Does what is due; gives back when to go on, or null when nothing is left. */
  #work(): Milliseconds | null {
    for (let next = this.#queue[0]; next !== undefined; next = this.#queue[0]) {
      if (next.kind === 'bytes') {
        if (!this.#sendSome(next.bytes)) return TICK;
        continue;
      }
      this.#queue.shift();
      if (next.kind === 'rest') return this.#rest(next.span);
      if (next.kind === 'then') next.act();
      else this.#write(next.bytes);
    }
    return null;
  }

  /** Sends as much as the time allows; whether all of it has left. */
  #sendSome(bytes: Uint8Array): boolean {
    const count = Math.min(bytes.length, Math.floor(this.#credit));
    if (count > 0) this.#write(bytes.subarray(0, count));
    this.#credit -= count;
    if (count < bytes.length) {
      this.#queue[0] = { kind: 'bytes', bytes: bytes.subarray(count) };
      return false;
    }
    this.#queue.shift();
    return true;
  }

  #rest(span: Milliseconds): Milliseconds {
    this.#credit = -(span * this.baudRate) / (BITS_PER_BYTE * MS_PER_SECOND);
    return Math.max(span, TICK);
  }

  #settle(): void {
    this.#cancel?.();
    this.#cancel = null;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
