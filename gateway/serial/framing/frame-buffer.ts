/** More than the longest frame of any supported device (2321 bytes, devices.md 4.5). */
export const FRAME_BUFFER_CAPACITY = 4096;

/** Bytes waiting to be understood: one fixed block, moved to its front only when its end is reached. */
export class FrameBuffer {
  readonly #block = new Uint8Array(FRAME_BUFFER_CAPACITY);
  #start = 0;
  #end = 0;

  /** Takes as many bytes of the chunk from `offset` on as fit, and says how many. */
  append(chunk: Uint8Array, offset: number): number {
    if (this.#end === FRAME_BUFFER_CAPACITY) this.#compact();
    const count = Math.min(FRAME_BUFFER_CAPACITY - this.#end, chunk.length - offset);
    this.#block.set(chunk.subarray(offset, offset + count), this.#end);
    this.#end += count;
    return count;
  }

  /** Forgets the oldest bytes; they are overwritten, for they may be of a person. */
  drop(count: number): void {
    this.#block.fill(0, this.#start, this.#start + count);
    this.#start += count;
    if (this.#start === this.#end) this.#start = this.#end = 0;
  }

  /** The waiting bytes, oldest first: a view that holds until the next `append`. */
  get bytes(): Uint8Array {
    return this.#block.subarray(this.#start, this.#end);
  }

  get length(): number {
    return this.#end - this.#start;
  }

  get isFull(): boolean {
    return this.length === FRAME_BUFFER_CAPACITY;
  }

  #compact(): void {
    this.#block.copyWithin(0, this.#start, this.#end);
    this.#end -= this.#start;
    this.#start = 0;
  }
}
