/** Called for each whole packet: its first byte, and where its body begins and ends in `reader.bytes`. */
type OnPacket = (first: number, bodyAt: number, end: number) => void;

/** Cuts the bytes of one connection into MQTT packets without copying them, but for what a chunk leaves unfinished. */
export class PacketReader {
  /** What the places given to `onPacket` refer to; good until it returns. */
  bytes: Buffer = Buffer.alloc(0);
  readonly #onPacket: OnPacket;
  #rest: Buffer | null = null;

  constructor(onPacket: OnPacket) {
    this.#onPacket = onPacket;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    this.bytes = bytes;
    let at = 0;
    while (at < bytes.length) {
      const body = bodyOf(bytes, at);
      if (body === null || body.end > bytes.length) break;
      this.#onPacket(bytes[at] ?? 0, body.at, body.end);
      at = body.end;
    }
    if (at < bytes.length) this.#rest = at === 0 ? bytes : bytes.subarray(at);
  }
}

/** Where the body of the packet that begins at `at` stands; null when its length is not all there yet. */
function bodyOf(bytes: Uint8Array, at: number): { at: number; end: number } | null {
  let length = 0;
  for (let place = 0; place < 4; place += 1) {
    const byte = bytes[at + 1 + place];
    if (byte === undefined) return null;
    length += (byte & 0x7f) << (7 * place);
    if ((byte & 0x80) === 0) return { at: at + 2 + place, end: at + 2 + place + length };
  }
  return null;
}
