import type { Instant } from '#core/units/instant.js';
import type { Discarded } from './discarded.js';
import type { Frame } from './frame-format.js';

/** Cuts a byte stream into frames and what is left over. Time comes in with the calls. */
export interface ByteCutter {
  /** Takes any number of bytes; gives what they completed, in the order of the bytes. */
  push(chunk: Uint8Array, now: Instant): (Frame | Discarded)[];
  /** Settles what has waited too long; call it at `deadline`. */
  expire(now: Instant): (Frame | Discarded)[];
  /** When waiting bytes must be settled; null when none wait. */
  readonly deadline: Instant | null;
}
