import { ReadlineParser } from '@serialport/parser-readline';

/** Longest line with its end, in bytes (docs/firmware-protocol.md). */
export const MAX_LINE_BYTES = 640;

export interface LineEvents {
  /** One whole line without its end (`LF` or `CR LF`); empty lines are not told. */
  onLine(line: Uint8Array): void;
  /** Part of a line that is longer than the cap was discarded; told while it goes on, for it may never end. */
  onTooLong(discarded: { readonly bytes: number; readonly excerpt: string }): void;
}

const LF = 0x0a;
const CR = 0x0d;
const EXCERPT_BYTES = 32;

/**
 * Cuts bytes into lines through node-serialport's Readline parser. The parser keeps an unfinished line without limit and
 * copies it again for each chunk (devices.md section 6.3), so it only ever sees whole lines that fit: the unfinished one
 * waits here, in a buffer of the cap's size. Every byte is one character (latin1), so none can be lost or invented.
 */
export class LineFramer {
  readonly #events: LineEvents;
  readonly #parser = new ReadlineParser({ delimiter: '\n', encoding: 'latin1', readableObjectMode: true });
  readonly #line = Buffer.alloc(MAX_LINE_BYTES);
  #length = 0;
  #isTooLong = false;

  constructor(events: LineEvents) {
    this.#events = events;
    this.#parser.on('data', (text: string) => {
      const line = Buffer.from(text, 'latin1');
      const end = line.at(-1) === CR ? line.length - 1 : line.length;
      if (end > 0) events.onLine(line.subarray(0, end));
    });
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, start)) {
      this.#keep(chunk.subarray(start, end + 1));
      this.#finishLine();
      start = end + 1;
    }
    this.#keep(chunk.subarray(start));
  }

  /** Forgets an unfinished line and tells nothing more. */
  close(): void {
    this.#length = 0;
    this.#parser.removeAllListeners('data');
    this.#parser.destroy();
  }

  #keep(bytes: Uint8Array): void {
    if (!this.#isTooLong && this.#length + bytes.length <= MAX_LINE_BYTES) {
      this.#line.set(bytes, this.#length);
      this.#length += bytes.length;
      return;
    }
    if (this.#length < EXCERPT_BYTES)
      this.#line.set(bytes.subarray(0, EXCERPT_BYTES - this.#length), this.#length);
    this.#isTooLong = true;
    this.#length += bytes.length;
    if (this.#length >= MAX_LINE_BYTES) this.#reportTooLong();
  }

  #finishLine(): void {
    if (!this.#isTooLong) this.#parser.write(Buffer.from(this.#line.subarray(0, this.#length)));
    else if (this.#length > 0) this.#reportTooLong();
    this.#isTooLong = false;
    this.#length = 0;
  }

  #reportTooLong(): void {
    const excerpt = this.#line.toString('latin1', 0, Math.min(EXCERPT_BYTES, this.#length));
    this.#events.onTooLong({ bytes: this.#length, excerpt });
    this.#length = 0;
  }
}
