/** Limits of MQTT packets in bytes, fixed header included (DESIGN section 5, Access). */
export interface PacketLimits {
  readonly first: number;
  readonly later: number;
}

const KIB = 1024;
export const PACKET_LIMITS: PacketLimits = { first: 4 * KIB, later: 64 * KIB };

/** Type 1 with its reserved flags at 0 (MQTT 3.1.1 section 3.1.1). */
const CONNECT = 0x10;
const CONTINUES = 0x80;
const LENGTH_BYTES = 4;

type Reading =
  /** The first byte of a packet is next. */
  | { readonly kind: 'type' }
  /** Bytes of the remaining length are next (MQTT 3.1.1 section 2.2.3). */
  | { readonly kind: 'length'; readonly value: number; readonly bytes: number }
  | { readonly kind: 'body'; readonly left: number };

/**
 * Watches the bytes of one connection on their way to the MQTT parser, which itself would buffer a packet of 256 MB. It
 * keeps no bytes, only where in a packet the stream stands: the first packet must be a CONNECT and small, later ones stay
 * below a limit, and a length must be of the form the standard allows.
 */
export class ByteGuard {
  readonly #limits: PacketLimits;
  #reading: Reading = { kind: 'type' };
  #isFirst = true;

  constructor(limits: PacketLimits = PACKET_LIMITS) {
    this.#limits = limits;
  }

  /** What is wrong with the stream, or null. After a fault the connection must be closed and no byte passed on. */
  inspect(chunk: Uint8Array): string | null {
    let at = 0;
    while (at < chunk.length) {
      const reading = this.#reading;
      if (reading.kind === 'body') {
        at += this.#skip(reading.left, chunk.length - at);
      } else {
        const problem = this.#header(reading, chunk[at] ?? 0);
        if (problem !== null) return problem;
        at += 1;
      }
    }
    return null;
  }

  /** Passes over bytes of a body; answers how many there were. */
  #skip(left: number, available: number): number {
    const skipped = Math.min(left, available);
    this.#reading = skipped === left ? { kind: 'type' } : { kind: 'body', left: left - skipped };
    return skipped;
  }

  #header(reading: Exclude<Reading, { kind: 'body' }>, byte: number): string | null {
    if (reading.kind === 'type') {
      if (this.#isFirst && byte !== CONNECT) return 'the first packet is not a CONNECT';
      this.#reading = { kind: 'length', value: 0, bytes: 0 };
      return null;
    }
    const bytes = reading.bytes + 1;
    const value = reading.value + (byte & ~CONTINUES & 0xff) * 2 ** (7 * reading.bytes);
    if ((byte & CONTINUES) === 0) return this.#begin(value, bytes);
    if (bytes === LENGTH_BYTES) return 'the length of a packet has more than 4 bytes';
    this.#reading = { kind: 'length', value, bytes };
    return null;
  }

  #begin(length: number, lengthBytes: number): string | null {
    const limit = this.#isFirst ? this.#limits.first : this.#limits.later;
    if (1 + lengthBytes + length > limit) return `a packet is larger than ${limit} bytes`;
    this.#isFirst = false;
    this.#reading = length === 0 ? { kind: 'type' } : { kind: 'body', left: length };
    return null;
  }
}
