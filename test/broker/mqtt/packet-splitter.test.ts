import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { PacketSplitter, PACKET_LIMITS } from '#broker/mqtt/packet-splitter.js';

const CONNECT = generate({
  cmd: 'connect',
  clientId: 'north',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 30,
});

/** A packet of the given type whose fixed header and body have `size` bytes in all. */
function packetOf(firstByte: number, size: number): Buffer {
  for (let lengthBytes = 1; lengthBytes <= 4; lengthBytes += 1) {
    const length = size - 1 - lengthBytes;
    const header = [firstByte, ...encodedLength(length)];
    if (header.length === 1 + lengthBytes)
      return Buffer.from([...header, ...new Array<number>(length).fill(0)]);
  }
  throw new RangeError(`no packet has ${size} bytes`);
}

/** MQTT 3.1.1 section 2.2.3, non-normative example. */
function encodedLength(length: number): number[] {
  const bytes: number[] = [];
  let rest = length;
  do {
    bytes.push((rest % 128) + (rest >= 128 ? 128 : 0));
    rest = Math.floor(rest / 128);
  } while (rest > 0);
  return bytes;
}

const PUBLISH = 0x32;
const PINGREQ = 0xc0;

/** The packets of whole bytes, read one after the other. */
function bodies(bytes: Buffer): { readonly first: number; readonly length: number }[] {
  const found: { first: number; length: number }[] = [];
  for (let at = 0; at < bytes.length;) {
    const isShort = (bytes[at + 1] ?? 0) < 128;
    const length = isShort ? (bytes[at + 1] ?? 0) : ((bytes[at + 1] ?? 0) & 127) + 128 * (bytes[at + 2] ?? 0);
    found.push({ first: bytes[at] ?? 0, length });
    at += (isShort ? 2 : 3) + length;
  }
  return found;
}

const takeNothing = (): boolean => false;

/** What is wrong with the stream so far. */
function inspect(splitter: PacketSplitter, bytes: Uint8Array): string | null {
  return splitter.split(Buffer.from(bytes), takeNothing).problem;
}

describe('the packet splitter', () => {
  it('lets a CONNECT and later packets through', () => {
    const splitter = new PacketSplitter();
    expect(inspect(splitter, CONNECT)).toBeNull();
    expect(inspect(splitter, packetOf(PUBLISH, 300))).toBeNull();
    expect(inspect(splitter, Uint8Array.of(0xc0, 0))).toBeNull();
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0].map((type) => type << 4))(
    'refuses a first packet that begins with byte %i',
    (first) => {
      const problem = inspect(new PacketSplitter(), Uint8Array.of(first));
      expect(problem).toBe('the first packet is not a CONNECT');
    },
  );

  it('refuses a CONNECT with reserved flags', () => {
    expect(inspect(new PacketSplitter(), Uint8Array.of(0x11))).toBe('the first packet is not a CONNECT');
  });

  it('holds the limit of the first packet to the byte', () => {
    expect(inspect(new PacketSplitter(), packetOf(0x10, PACKET_LIMITS.first))).toBeNull();
    expect(inspect(new PacketSplitter(), packetOf(0x10, PACKET_LIMITS.first + 1))).toContain(
      'larger than 4096',
    );
  });

  it('holds the limit of later packets to the byte', () => {
    const splitter = new PacketSplitter();
    inspect(splitter, CONNECT);
    expect(inspect(splitter, packetOf(PUBLISH, PACKET_LIMITS.later))).toBeNull();
    expect(inspect(splitter, packetOf(PUBLISH, PACKET_LIMITS.later + 1))).toContain('larger than 65536');
  });

  it('refuses a declared size before a byte of the body has come', () => {
    const twoHundredMegabytes = [0x10, ...encodedLength(200_000_000)];
    expect(inspect(new PacketSplitter(), Uint8Array.from(twoHundredMegabytes))).toContain('larger than 4096');
  });

  it('refuses a length of more than four bytes', () => {
    const splitter = new PacketSplitter();
    expect(inspect(splitter, Uint8Array.of(0x10, 0x80, 0x80, 0x80))).toBeNull();
    expect(inspect(splitter, Uint8Array.of(0x80))).toBe('the length of a packet has more than 4 bytes');
  });

  it('asks for no packet behind one of the same chunk that was not taken', () => {
    const splitter = new PacketSplitter();
    splitter.split(CONNECT, takeNothing);
    const [entry, ping] = [packetOf(PUBLISH, 40), Buffer.of(0xc0, 0)];
    const split = splitter.split(Buffer.concat([entry, ping, entry]), (first) => first === PUBLISH);
    expect(split).toEqual({ problem: null, rest: Buffer.concat([ping, entry]) });
    expect(splitter.split(entry, () => true)).toEqual({ problem: null, rest: null });
  });

  /** No packet has these sizes: one byte more of content takes one byte more for its length. */
  const NO_SIZES = [130, 16_387];
  const sizesUpTo = (max: number): fc.Arbitrary<number> =>
    fc.integer({ min: 2, max }).filter((size) => !NO_SIZES.includes(size));
  const packets = fc.array(fc.record({ first: fc.integer({ min: 0, max: 255 }), size: sizesUpTo(70_000) }), {
    maxLength: 4,
  });
  const cuts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 40 });

  function* cut(stream: Buffer, sizes: readonly number[]): Generator<Buffer> {
    for (let at = 0, index = 0; at < stream.length; index += 1) {
      const size = sizes[index % sizes.length] ?? 1;
      yield stream.subarray(at, at + size);
      at += size;
    }
  }

  it('says the same of a stream however it is cut into chunks', () => {
    fc.assert(
      fc.property(packets, cuts, (made, sizes) => {
        const stream = Buffer.concat([CONNECT, ...made.map(({ first, size }) => packetOf(first, size))]);
        const isTooLarge = made.some(({ size }) => size > PACKET_LIMITS.later);
        expect(inspect(new PacketSplitter(), stream) === null).toBe(!isTooLarge);
        const splitter = new PacketSplitter();
        let problem: string | null = null;
        for (const chunk of cut(stream, sizes)) {
          problem = inspect(splitter, chunk);
          if (problem !== null) break;
        }
        expect(problem !== null).toBe(isTooLarge);
      }),
      { numRuns: 50 },
    );
  });

  it('gives every packet whole to whoever takes it or to the broker, in order and once', () => {
    const small = fc.array(fc.record({ isTaken: fc.boolean(), size: sizesUpTo(3_000) }), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(small, cuts, (made, sizes) => {
        const later = made.map(({ isTaken, size }) => packetOf(isTaken ? PUBLISH : PINGREQ, size));
        const splitter = new PacketSplitter();
        const taken: number[] = [];
        const passed: Buffer[] = [];
        const take = (first: number, body: Buffer): boolean => {
          if (first === PUBLISH) taken.push(body.length);
          return first === PUBLISH;
        };
        for (const chunk of cut(Buffer.concat([CONNECT, ...later]), sizes)) {
          const split = splitter.split(chunk, take);
          if (split.problem === null && split.rest !== null) passed.push(split.rest);
        }
        const others = bodies(Buffer.concat(passed).subarray(CONNECT.length));
        const ofBroker = others.filter(({ first }) => first === PUBLISH).map(({ length }) => length);
        const expected = later.map((packet) => bodies(packet)[0]);
        const lengths = (first: number): (number | undefined)[] =>
          expected.filter((body) => body?.first === first).map((body) => body?.length);
        expect(others.filter(({ first }) => first === PINGREQ).map(({ length }) => length)).toEqual(
          lengths(PINGREQ),
        );
        expect([...taken, ...ofBroker].sort()).toEqual(lengths(PUBLISH).sort());
      }),
      { numRuns: 50 },
    );
  });

  it('never fails on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const problem = inspect(new PacketSplitter(), bytes);
        expect(problem === null || problem.length > 0).toBe(true);
      }),
    );
  });
});
