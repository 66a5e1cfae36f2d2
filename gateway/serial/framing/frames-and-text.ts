import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { ByteCutter } from './byte-cutter.js';
import type { Discarded, DiscardWhy } from './discarded.js';
import type { Frame, FrameFormat } from './frame-format.js';
import { Framer } from './framer.js';
import { FramingLog } from './framing-log.js';
import { TextFramer, type TextSettings } from './text-framer.js';

export interface FramesAndTextSettings {
  readonly formats: readonly FrameFormat[];
  /** A candidate for a frame is given up when no byte came for this long. */
  readonly timeout: Milliseconds;
  readonly text: TextSettings;
}

/**
 * One stream with frames and plain text in it: what no format claims is text. The rest of a damaged frame is none, so
 * after one nothing is taken for text until the line was quiet for the time-out.
 */
export class FramesAndText implements ByteCutter {
  readonly #framer: Framer;
  readonly #text: TextFramer;
  readonly #timeout: Milliseconds;
  readonly #log = new FramingLog(false);
  #now: Instant = 0;
  #quietAt: Instant = 0;
  #found: (Frame | Discarded)[] = [];

  constructor({ formats, timeout, text }: FramesAndTextSettings) {
    this.#timeout = timeout;
    this.#text = new TextFramer(text);
    const unclaimed = (bytes: Uint8Array, why: DiscardWhy): void => this.#unclaimed(bytes, why);
    this.#framer = new Framer({ formats, timeout, unclaimed });
  }

  push(chunk: Uint8Array, now: Instant): (Frame | Discarded)[] {
    this.#now = now;
    const frames = this.#framer.push(chunk, now);
    return [...frames, ...this.#take()];
  }

  expire(now: Instant): (Frame | Discarded)[] {
    this.#now = now;
    const frames = this.#framer.expire(now);
    return [...frames, ...this.#take(), ...this.#text.expire(now)];
  }

  get deadline(): Instant | null {
    const deadlines = [this.#framer.deadline, this.#text.deadline].filter((at) => at !== null);
    return deadlines.length === 0 ? null : Math.min(...deadlines);
  }

  #unclaimed(bytes: Uint8Array, why: DiscardWhy): void {
    if (why === 'noise' && this.#now >= this.#quietAt) {
      this.#found.push(...this.#text.push(bytes, this.#now));
      return;
    }
    this.#quietAt = this.#now + this.#timeout;
    this.#found.push(...this.#text.abandon());
    this.#log.skip(bytes, why);
  }

  #take(): (Frame | Discarded)[] {
    const found = [...this.#found, ...this.#log.take()];
    this.#found = [];
    return found;
  }
}
