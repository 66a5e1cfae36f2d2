/** Why bytes could not be used: each stage of decoding has its own word. */
export type DiscardWhy = 'noise' | 'bad-check' | 'too-long' | 'timeout' | 'not-understood';

/** Bytes that could not be used, as a value, so that they can be counted, logged and shown. */
export interface Discarded {
  readonly kind: 'discarded';
  readonly why: DiscardWhy;
  /** How many bytes. */
  readonly bytes: number;
  /** The first of them in hex; empty where the bytes may hold personal data. */
  readonly excerpt: string;
}

/** Enough to recognise a frame by eye, too little to fill a log. */
export const EXCERPT_BYTES = 16;

export function discarded(why: DiscardWhy, bytes: Uint8Array): Discarded {
  const { length } = bytes;
  return {
    kind: 'discarded',
    why,
    bytes: length,
    excerpt: excerptOf([...bytes.subarray(0, EXCERPT_BYTES)], length),
  };
}

/** At most 16 bytes in upper-case hex with spaces; `...` tells that there are more. */
export function excerptOf(head: readonly number[], total: number): string {
  const shown = head.map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ');
  return total > head.length ? `${shown} ...` : shown;
}
