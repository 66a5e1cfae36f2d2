import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { ByteCutter } from './byte-cutter.js';
import { discarded, type Discarded } from './discarded.js';
import type { Frame } from './frame-format.js';

const CAPACITY = 4096;

export interface TextSettings {
  /** Bytes that end a text; they are not part of it, and several in a row end it once. */
  readonly tails: readonly number[];
  /** Bytes that are a frame by themselves wherever they come, such as ACK and NAK. */
  readonly signals?: readonly number[];
  /** So long without a byte, and an unfinished text is settled. */
  readonly timeout: Milliseconds;
  /** Whether silence ends a text (a reader without any tail) or makes it useless (its tail was lost). */
  readonly endsBySilence?: boolean;
}

/**
 * Cuts texts of code readers at their tails. A text comes out as the frame `text`, whole and undecoded, so that a
 * character split over two chunks stays whole; a signal byte as the frame `signal`. One buffer of 4 KiB; a longer text
 * is discarded up to its tail.
 */
export class TextFramer implements ByteCutter {
  readonly #settings: TextSettings;
  readonly #buffer = new Uint8Array(CAPACITY);
  #length = 0;
  #isTooLong = false;
  #heardAt: Instant = 0;

  constructor(settings: TextSettings) {
    this.#settings = settings;
  }

  push(chunk: Uint8Array, now: Instant): (Frame | Discarded)[] {
    this.#heardAt = now;
    const found: (Frame | Discarded)[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      const isSignal = this.#settings.signals?.includes(byte) ?? false;
      if (!isSignal && !this.#settings.tails.includes(byte)) continue;
      this.#append(chunk.subarray(start, at), found);
      start = at + 1;
      if (isSignal) found.push({ kind: 'frame', format: 'signal', bytes: Uint8Array.of(byte) });
      else this.#end(found);
    }
    this.#append(chunk.subarray(start), found);
    return found;
  }

  expire(now: Instant): (Frame | Discarded)[] {
    const found: (Frame | Discarded)[] = [];
    const { deadline } = this;
    if (deadline === null || now < deadline) return found;
    if (this.#settings.endsBySilence === true || this.#length === 0) this.#end(found);
    else found.push(discarded('timeout', this.#take()));
    this.#isTooLong = false;
    return found;
  }

  /** Gives up the unfinished text: what follows does not belong to it. */
  abandon(): Discarded[] {
    return this.#length === 0 ? [] : [discarded('noise', this.#take())];
  }

  get deadline(): Instant | null {
    return this.#length === 0 && !this.#isTooLong ? null : this.#heardAt + this.#settings.timeout;
  }

  /** Bytes waiting for their tail, at most 4096. */
  get waiting(): number {
    return this.#length;
  }

  #append(bytes: Uint8Array, found: (Frame | Discarded)[]): void {
    if (bytes.length === 0) return;
    if (!this.#isTooLong && this.#length + bytes.length > CAPACITY) {
      this.#isTooLong = true;
      if (this.#length > 0) found.push(discarded('too-long', this.#take()));
    }
    if (this.#isTooLong) {
      found.push(discarded('too-long', bytes));
      return;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #end(found: (Frame | Discarded)[]): void {
    if (this.#length > 0) found.push({ kind: 'frame', format: 'text', bytes: this.#take() });
    this.#isTooLong = false;
  }

  #take(): Uint8Array {
    const bytes = this.#buffer.slice(0, this.#length);
    this.#length = 0;
    return bytes;
  }
}
