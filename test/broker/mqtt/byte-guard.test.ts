import fc from 'fast-check';
import { generate } from 'mqtt-packet';
import { describe, expect, it } from 'vitest';
import { ByteGuard, PACKET_LIMITS } from '#broker/mqtt/byte-guard.js';

const CONNECT = generate({
  cmd: 'connect',
  clientId: 'north',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clean: true,
  keepalive: 30,
});

/** A packet of the given type whose fixed header and body have `size` bytes in all. */
function packetOf(firstByte: number, size: number): Uint8Array {
  for (let lengthBytes = 1; lengthBytes <= 4; lengthBytes += 1) {
    const length = size - 1 - lengthBytes;
    const header = [firstByte, ...encodedLength(length)];
    if (header.length === 1 + lengthBytes)
      return Uint8Array.from([...header, ...new Array<number>(length).fill(0)]);
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

describe('the byte guard', () => {
  it('lets a CONNECT and later packets through', () => {
    const guard = new ByteGuard();
    expect(guard.inspect(CONNECT)).toBeNull();
    expect(guard.inspect(packetOf(PUBLISH, 300))).toBeNull();
    expect(guard.inspect(Uint8Array.of(0xc0, 0))).toBeNull();
  });

  it.each([2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0].map((type) => type << 4))(
    'refuses a first packet that begins with byte %i',
    (first) => {
      expect(new ByteGuard().inspect(Uint8Array.of(first, 0))).toBe('the first packet is not a CONNECT');
    },
  );

  it('refuses a CONNECT with reserved flags', () => {
    expect(new ByteGuard().inspect(Uint8Array.of(0x11))).toBe('the first packet is not a CONNECT');
  });

  it('holds the limit of the first packet to the byte', () => {
    expect(new ByteGuard().inspect(packetOf(0x10, PACKET_LIMITS.first))).toBeNull();
    expect(new ByteGuard().inspect(packetOf(0x10, PACKET_LIMITS.first + 1))).toContain('larger than 4096');
  });

  it('holds the limit of later packets to the byte', () => {
    const guard = new ByteGuard();
    guard.inspect(CONNECT);
    expect(guard.inspect(packetOf(PUBLISH, PACKET_LIMITS.later))).toBeNull();
    expect(guard.inspect(packetOf(PUBLISH, PACKET_LIMITS.later + 1))).toContain('larger than 65536');
  });

  it('refuses a declared size before a byte of the body has come', () => {
    const twoHundredMegabytes = [0x10, ...encodedLength(200_000_000)];
    expect(new ByteGuard().inspect(Uint8Array.from(twoHundredMegabytes))).toContain('larger than 4096');
  });

  it('refuses a length of more than four bytes', () => {
    const guard = new ByteGuard();
    expect(guard.inspect(Uint8Array.of(0x10, 0x80, 0x80, 0x80))).toBeNull();
    expect(guard.inspect(Uint8Array.of(0x80))).toBe('the length of a packet has more than 4 bytes');
  });

  it('says the same of a stream however it is cut into chunks', () => {
    const packets = fc.array(
      fc.record({ first: fc.integer({ min: 0, max: 255 }), size: fc.integer({ min: 2, max: 70_000 }) }),
      { maxLength: 4 },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(packets, cuts, (made, sizes) => {
        const stream = Buffer.concat([CONNECT, ...made.map(({ first, size }) => packetOf(first, size))]);
        const isTooLarge = made.some(({ size }) => size > PACKET_LIMITS.later);
        expect(new ByteGuard().inspect(stream) === null).toBe(!isTooLarge);
        const guard = new ByteGuard();
        const problems: (string | null)[] = [];
        for (let at = 0, index = 0; at < stream.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          problems.push(guard.inspect(stream.subarray(at, at + size)));
          at += size;
          if (problems.at(-1) !== null) break;
        }
        expect(problems.some((problem) => problem !== null)).toBe(isTooLarge);
      }),
      { numRuns: 50 },
    );
  });

  it('never fails on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const problem = new ByteGuard().inspect(bytes);
        expect(problem === null || problem.length > 0).toBe(true);
      }),
    );
  });
});
