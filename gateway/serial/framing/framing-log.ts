import { EXCERPT_BYTES, excerptOf, type Discarded, type DiscardWhy } from './discarded.js';
import type { Frame } from './frame-format.js';

interface Run {
  readonly why: DiscardWhy;
  bytes: number;
  readonly head: number[];
}

/** Collects what a framer finds; skipped bytes that belong together become one value. */
export class FramingLog {
  readonly #secret: boolean;
  #events: (Frame | Discarded)[] = [];
  #run: Run | null = null;

  constructor(secret: boolean) {
    this.#secret = secret;
  }

  frame(format: string, bytes: Uint8Array): void {
    this.#closeRun();
    this.#events.push({ kind: 'frame', format, bytes });
  }

  skip(bytes: Uint8Array, why: DiscardWhy): void {
    if (this.#run === null || !joins(this.#run.why, why)) {
      this.#closeRun();
      this.#run = { why, bytes: 0, head: [] };
    }
    this.#run.bytes += bytes.length;
    const room = EXCERPT_BYTES - this.#run.head.length;
    if (room > 0 && !this.#secret) this.#run.head.push(...bytes.subarray(0, room));
  }

  /** What was found since the last call. */
  take(): (Frame | Discarded)[] {
    this.#closeRun();
    const events = this.#events;
    this.#events = [];
    return events;
  }

  #closeRun(): void {
    if (this.#run === null) return;
    const { why, bytes, head } = this.#run;
    this.#events.push({ kind: 'discarded', why, bytes, excerpt: this.#secret ? '' : excerptOf(head, bytes) });
    this.#run = null;
  }
}

/** What follows a failed candidate without being a candidate itself is the rest of it. */
function joins(run: DiscardWhy, next: DiscardWhy): boolean {
  return next === 'noise' || (run === 'timeout' && next === 'timeout');
}
