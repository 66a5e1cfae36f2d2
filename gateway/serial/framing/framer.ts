import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { ByteCutter } from './byte-cutter.js';
import type { Discarded, DiscardWhy } from './discarded.js';
import { FrameBuffer } from './frame-buffer.js';
import type { Frame, FrameFormat } from './frame-format.js';
import { FrameJudge } from './frame-judge.js';
import { FramingLog } from './framing-log.js';

export interface FramerSettings {
  /** Tried in this order at every place; the first that fits wins. */
  readonly formats: readonly FrameFormat[];
  /** A candidate is given up when no byte came for this long. */
  readonly timeout: Milliseconds;
  /** True where the bytes may hold personal data: discarded values then carry no excerpt. */
  readonly secret?: boolean;
  /** Takes the bytes that no format claims, at once and in order, instead of their being discarded. */
  readonly unclaimed?: Unclaimed;
}

/** The bytes are a view that holds during the call only. */
export type Unclaimed = (bytes: Uint8Array, why: DiscardWhy) => void;

/**
 * Cuts frames out of a byte stream, whatever the chunks, the noise between and the damage inside. No clock, no port:
 * time comes in with the calls.
 *
 * What holds for any input:
 * - a frame that comes out is a run of received bytes with the right header, length and checksum;
 * - two such runs that share a byte are both given up, for at least one of them is an accident of the checksum.
 *   So with frames of one length sent back to back, a lost or changed byte never makes a wrong frame;
 * - every undamaged frame that shares no byte with another valid run comes out, at the latest after the time-out;
 * - after a failed candidate the search goes on one byte further, so damage never takes an innocent frame with it;
 * - memory is one buffer of 4 KiB; every byte is copied into it once and moved at most twice.
 */
export class Framer implements ByteCutter {
  readonly #judge: FrameJudge;
  readonly #timeout: Milliseconds;
  readonly #buffer = new FrameBuffer();
  readonly #log: FramingLog;
  readonly #unclaimed: Unclaimed;
  #heardAt: Instant = 0;

  constructor(settings: FramerSettings) {
    this.#judge = new FrameJudge(settings.formats);
    this.#timeout = settings.timeout;
    this.#log = new FramingLog(settings.secret ?? false);
    this.#unclaimed = settings.unclaimed ?? ((bytes, why) => this.#log.skip(bytes, why));
  }

  push(chunk: Uint8Array, now: Instant): (Frame | Discarded)[] {
    this.#heardAt = now;
    for (let taken = 0; taken < chunk.length;) {
      taken += this.#buffer.append(chunk, taken);
      this.#drain(false);
      // A full buffer without progress: the oldest candidate can not be what it claims to be.
      if (this.#buffer.isFull && this.#advance(true)) this.#drain(false);
    }
    return this.#log.take();
  }

  expire(now: Instant): (Frame | Discarded)[] {
    const { deadline } = this;
    if (deadline !== null && now >= deadline) this.#drain(true);
    return this.#log.take();
  }

  get deadline(): Instant | null {
    return this.#buffer.length === 0 ? null : this.#heardAt + this.#timeout;
  }

  /** Bytes waiting for the rest of their frame, at most 4096. */
  get waiting(): number {
    return this.#buffer.length;
  }

  #drain(final: boolean): void {
    while (this.#buffer.length > 0 && this.#advance(final));
  }

  /** Settles what the oldest bytes are; false when more bytes are needed for that. */
  #advance(final: boolean): boolean {
    const { bytes } = this.#buffer;
    const verdict = this.#judge.judge(bytes, final);
    switch (verdict.kind) {
      case 'wait':
        return false;
      case 'skip':
        this.#skip(verdict.count, verdict.why);
        return true;
      case 'frame':
        this.#log.frame(verdict.format, bytes.slice(0, verdict.count));
        this.#buffer.drop(verdict.count);
        return true;
    }
  }

  #skip(count: number, why: DiscardWhy): void {
    this.#unclaimed(this.#buffer.bytes.subarray(0, count), why);
    this.#buffer.drop(count);
  }
}
