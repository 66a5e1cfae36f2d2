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

/** Takes a packet out of the stream, unless it answers false. `first` is the first byte of the packet: its type and flags. */
export type PacketTaker = (first: number, body: Buffer) => boolean;

export type Split =
  /** `rest`: the whole packets that nobody took, in order. */
  | { readonly problem: null; readonly rest: Buffer | null }
  /** What is wrong with the stream; nothing after it counts. */
  | { readonly problem: string };

const NOTHING: Split = { problem: null, rest: null };

/**
 * Cuts the bytes of one connection into whole packets on their way to the MQTT parser, which itself would buffer one of
 * 256 MB: the first must be a CONNECT and small, later ones stay below a limit, and a length must be of the form the standard
 * allows (MQTT 3.1.1 section 2.2.3). It keeps no more than the beginning of one packet.
 */
export class PacketSplitter {
  readonly #limits: PacketLimits;
  #isFirst = true;
  #held: Buffer[] = [];
  #heldBytes = 0;
  /** Bytes of the packet whose beginning is held; 0 while its length is not known. */
  #needed = 0;

  constructor(limits: PacketLimits = PACKET_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Once a packet of the chunk was not taken, none behind it is asked for either: what goes the same way keeps its order.
   * After a problem the connection must be closed.
   */
  split(chunk: Buffer, take: PacketTaker): Split {
    const bytes = this.#withHeld(chunk);
    if (bytes === null) return NOTHING;
    let restFrom = -1;
    let at = 0;
    while (at < bytes.length) {
      const header = this.#header(bytes, at);
      if (typeof header === 'string') return { problem: header };
      const end = header === null ? Infinity : at + header.bytes + header.length;
      if (header === null || end > bytes.length) {
        this.#hold(bytes.subarray(at), header === null ? 0 : end - at);
        break;
      }
      this.#isFirst = false;
      const isAsked = restFrom < 0;
      if (isAsked && !take(bytes[at] ?? 0, bytes.subarray(at + header.bytes, end))) restFrom = at;
      at = end;
    }
    return restFrom < 0 ? NOTHING : { problem: null, rest: bytes.subarray(restFrom, at) };
  }

  /** The bytes from the last boundary between packets on; null while a packet is known to be incomplete. */
  #withHeld(chunk: Buffer): Buffer | null {
    if (this.#heldBytes === 0) return chunk;
    this.#held.push(chunk);
    this.#heldBytes += chunk.length;
    if (this.#heldBytes < this.#needed) return null;
    const bytes = Buffer.concat(this.#held, this.#heldBytes);
    this.#held = [];
    this.#heldBytes = 0;
    return bytes;
  }

  #hold(bytes: Buffer, needed: number): void {
    this.#held = [bytes];
    this.#heldBytes = bytes.length;
    this.#needed = needed;
  }

  /** The fixed header at this place; null when not all of it is there; a text when something is wrong. */
  #header(bytes: Buffer, at: number): { readonly bytes: number; readonly length: number } | string | null {
    if (this.#isFirst && bytes[at] !== CONNECT) return 'the first packet is not a CONNECT';
    let length = 0;
    for (let index = 1; index <= LENGTH_BYTES; index += 1) {
      const byte = bytes[at + index];
      if (byte === undefined) return null;
      length += (byte & ~CONTINUES & 0xff) * 2 ** (7 * (index - 1));
      if ((byte & CONTINUES) !== 0) continue;
      const limit = this.#isFirst ? this.#limits.first : this.#limits.later;
      return 1 + index + length > limit
        ? `a packet is larger than ${limit} bytes`
        : { bytes: 1 + index, length };
    }
    return 'the length of a packet has more than 4 bytes';
  }
}
