/** MQTT 3.1.1 section 2.2.1: packet type and flags of a PUBLISH with QoS 1, and of a PUBACK. */
const PUBLISH_QOS1 = 0x32;
const PUBACK = 0x40;
const PUBACK_BYTES = 4;
const LARGEST_ID = 0xffff;
/** Each byte of a remaining length carries 7 bits (section 2.2.3). */
const LENGTH_BITS = 7;
const LENGTH_MORE = 0x80;

interface Publish {
  readonly topic: string;
  readonly payload: string;
  readonly messageId: number;
  /** Bytes after the fixed header. */
  readonly remaining: number;
  readonly payloadBytes: number;
}

/**
 * The PUBLISH and PUBACK packets for one connection, gathered and put into one buffer, so that a batch of decisions is one
 * write to its socket. The codec of the broker would write each of them in several pieces (docs/performance.md).
 */
export class PacketBatch {
  #packets: (Publish | number)[] = [];
  #bytes = 0;
  #lastId = 0;

  get isEmpty(): boolean {
    return this.#packets.length === 0;
  }

  /** Topics are ours, so they are ASCII. */
  publish(topic: string, payload: string): void {
    const payloadBytes = Buffer.byteLength(payload);
    const remaining = 2 + topic.length + 2 + payloadBytes;
    this.#lastId = this.#lastId === LARGEST_ID ? 1 : this.#lastId + 1;
    this.#packets.push({ topic, payload, messageId: this.#lastId, remaining, payloadBytes });
    this.#bytes += 1 + lengthBytes(remaining) + remaining;
  }

  acknowledge(messageId: number): void {
    this.#packets.push(messageId);
    this.#bytes += PUBACK_BYTES;
  }

  /** All packets in order, and begins anew. */
  take(): Buffer {
    const buffer = Buffer.allocUnsafe(this.#bytes);
    let at = 0;
    for (const packet of this.#packets) {
      at = typeof packet === 'number' ? writePuback(buffer, at, packet) : writePublish(buffer, at, packet);
    }
    this.#packets = [];
    this.#bytes = 0;
    return buffer;
  }
}

function writePuback(buffer: Buffer, at: number, messageId: number): number {
  buffer[at] = PUBACK;
  buffer[at + 1] = 2;
  return buffer.writeUInt16BE(messageId, at + 2);
}

function writePublish(buffer: Buffer, start: number, packet: Publish): number {
  buffer[start] = PUBLISH_QOS1;
  let at = start + 1;
  for (let left = packet.remaining; ; left >>= LENGTH_BITS) {
    const isLast = left < LENGTH_MORE;
    buffer[at] = isLast ? left : (left & (LENGTH_MORE - 1)) | LENGTH_MORE;
    at += 1;
    if (isLast) break;
  }
  at = buffer.writeUInt16BE(packet.topic.length, at);
  at += buffer.write(packet.topic, at, 'latin1');
  at = buffer.writeUInt16BE(packet.messageId, at);
  const isAscii = packet.payloadBytes === packet.payload.length;
  return at + buffer.write(packet.payload, at, isAscii ? 'latin1' : 'utf8');
}

function lengthBytes(length: number): number {
  if (length < 1 << LENGTH_BITS) return 1;
  if (length < 1 << (2 * LENGTH_BITS)) return 2;
  return length < 1 << (3 * LENGTH_BITS) ? 3 : 4;
}
