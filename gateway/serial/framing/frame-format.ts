/**
 * How one kind of frame is recognised: a header, a length rule and a checksum rule. All three look only at the bytes
 * they are given.
 */
export interface FrameFormat {
  readonly name: string;
  /** The bytes every frame of this format starts with; at least one. */
  readonly header: readonly number[];
  /** Longest frame in bytes, header and checksum included. */
  readonly maxLength: number;
  /**
   * The length of the whole frame that starts with `bytes`, header included; `more` when they are too few to tell,
   * `wrong` when no frame of this format starts so. `bytes` begins with the whole header.
   */
  length(bytes: Uint8Array): number | 'more' | 'wrong';
  /** Whether a whole frame is undamaged. */
  check(frame: Uint8Array): boolean;
}

/** A frame that passed its checks; the bytes are a copy and stay as they are. */
export interface Frame {
  readonly kind: 'frame';
  readonly format: string;
  readonly bytes: Uint8Array;
}

/** Reads 16 bits, most significant byte first, 0 to 65535. */
export function uint16(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0);
}

/** Reads 16 bits, most significant byte first, as two's complement, -32768 to 32767. */
export function int16(bytes: Uint8Array, offset: number): number {
  return (uint16(bytes, offset) << 16) >> 16;
}
