/** Randomness, passed in, so that tests and seeded scenarios repeat. */
export interface Entropy {
  /** A number from 0 up to but not including 1. */
  fraction(): number;
  bytes(length: number): Uint8Array;
  /** A lower-case version 4 UUID. */
  uuid(): string;
}
