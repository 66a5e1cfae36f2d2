/**
 * The few MQTT 3.1.1 packets that the bench needs, made by hand so that the codec of the measured side is not measured
 * twice and the driver is never the limit. Section numbers are those of the standard (OASIS, 29 October 2014).
 */
export const PACKET = {
  connect: 1,
  connack: 2,
  publish: 3,
  puback: 4,
  subscribe: 8,
  suback: 9,
  pingreq: 12,
  disconnect: 14,
} as const;

/** First byte of a PUBLISH with QoS 1, not retained and not a duplicate (section 3.3.1). */
export const PUBLISH_QOS_1 = 0x32;
export const PUBACK_BYTES = 4;
export const DISCONNECT_PACKET = Buffer.from([PACKET.disconnect << 4, 0]);

const PUBACK_FIRST = PACKET.puback << 4;
const CONNACK_ACCEPTED = Buffer.from([PACKET.connack << 4, 2, 0, 0]);

interface Login {
  readonly clientId: string;
  readonly password: string;
  /** Seconds. */
  readonly keepalive: number;
}

/** CONNECT with a clean session, the client id as user name, and a password (section 3.1). */
export function connectPacket({ clientId, password, keepalive }: Login): Buffer {
  const USER_PASSWORD_CLEAN = 0b1100_0010;
  const variable = [
    utf8('MQTT'),
    Buffer.from([4, USER_PASSWORD_CLEAN, keepalive >> 8, keepalive & 0xff]),
    utf8(clientId),
    utf8(clientId),
    utf8(password),
  ];
  return packet(PACKET.connect << 4, variable);
}

/** SUBSCRIBE to one filter with QoS 1 (section 3.8). */
export function subscribePacket(id: number, filter: string): Buffer {
  const RESERVED = 0b0010;
  return packet((PACKET.subscribe << 4) | RESERVED, [twoBytes(id), utf8(filter), Buffer.from([1])]);
}

export function connackPacket(): Buffer {
  return CONNACK_ACCEPTED;
}

/** SUBACK that grants QoS 1 for one filter (section 3.9). */
export function subackPacket(id: number): Buffer {
  return packet(PACKET.suback << 4, [twoBytes(id), Buffer.from([1])]);
}

/** PUBLISH with QoS 1 and packet id 0, which `writeTwoBytes` at `packetIdAt` fills in later (section 3.3). */
export function publishPacket(topic: string, payload: Uint8Array): { bytes: Buffer; packetIdAt: number } {
  const bytes = packet(PUBLISH_QOS_1, [utf8(topic), twoBytes(0), payload]);
  return { bytes, packetIdAt: bytes.length - payload.length - 2 };
}

/** Writes a PUBACK and gives the place after it (section 3.4). */
export function writePuback(target: Buffer, at: number, id: number): number {
  target[at] = PUBACK_FIRST;
  target[at + 1] = 2;
  writeTwoBytes(target, at + 2, id);
  return at + PUBACK_BYTES;
}

export function writeTwoBytes(target: Uint8Array, at: number, value: number): void {
  target[at] = (value >> 8) & 0xff;
  target[at + 1] = value & 0xff;
}

export function readTwoBytes(source: Uint8Array, at: number): number {
  return ((source[at] ?? 0) << 8) | (source[at + 1] ?? 0);
}

/** Where the parts of a PUBLISH with QoS 1 stand, given where its body begins. */
export function publishParts(bytes: Uint8Array, bodyAt: number): { packetIdAt: number; payloadAt: number } {
  const packetIdAt = bodyAt + 2 + readTwoBytes(bytes, bodyAt);
  return { packetIdAt, payloadAt: packetIdAt + 2 };
}

function packet(first: number, parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([Buffer.from([first]), remainingLength(length), ...parts]);
}

/** Section 2.2.3: seven bits a byte, the lowest first. */
function remainingLength(length: number): Buffer {
  const bytes: number[] = [];
  let left = length;
  do {
    const more = left > 0x7f ? 0x80 : 0;
    bytes.push((left & 0x7f) | more);
    left >>= 7;
  } while (left > 0);
  return Buffer.from(bytes);
}

function utf8(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([twoBytes(bytes.length), bytes]);
}

function twoBytes(value: number): Buffer {
  return Buffer.from([(value >> 8) & 0xff, value & 0xff]);
}
