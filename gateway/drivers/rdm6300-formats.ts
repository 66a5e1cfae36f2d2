import { xor8 } from '#gateway/serial/framing/checksums.js';
import type { Frame, FrameFormat } from '#gateway/serial/framing/frame-format.js';

const START = 0x02;
const DIGITS = 10;

/**
 * `02`, ten hex digits, then a checksum and an end that differ by module (devices.md 4.1). The raw checksum of the 13-byte
 * variant may be 02 or 03 itself, so frames are cut by length and never at 03.
 */
export const RDM6300_FORMATS: readonly FrameFormat[] = [
  cardFormat({ name: '14 bytes', sumDigits: 2, end: [0x03] }),
  cardFormat({ name: '13 bytes', sumDigits: 0, end: [0x03] }),
  cardFormat({ name: '16 bytes', sumDigits: 2, end: [0x0d, 0x0a, 0x03] }),
];

/** All 40 bits as ten upper-case hex digits: version first, then the card number. */
export function cardNumber({ bytes }: Frame): string {
  return Buffer.from(bytes.subarray(1, 1 + DIGITS))
    .toString('latin1')
    .toUpperCase();
}

interface Variant {
  readonly name: string;
  /** 2: the checksum is two hex digits; 0: it is one raw byte. */
  readonly sumDigits: 0 | 2;
  readonly end: readonly number[];
}

function cardFormat({ name, sumDigits, end }: Variant): FrameFormat {
  const sumEnds = 1 + DIGITS + (sumDigits === 0 ? 1 : 2);
  const length = sumEnds + end.length;
  return {
    name,
    header: [START],
    maxLength: length,
    length: (bytes) => {
      const known = Math.min(bytes.length, 1 + DIGITS + sumDigits);
      if (!bytes.subarray(1, known).every(isHexDigit)) return 'wrong';
      return end.every((byte, at) => (bytes[sumEnds + at] ?? byte) === byte) ? length : 'wrong';
    },
    check: (frame) => {
      const number = Buffer.from(Buffer.from(frame.subarray(1, 1 + DIGITS)).toString('latin1'), 'hex');
      return xor8(number) === checksumOf(frame.subarray(1 + DIGITS, sumEnds));
    },
  };
}

function checksumOf(bytes: Uint8Array): number {
  return bytes.length === 1 ? (bytes[0] ?? 0) : Number.parseInt(Buffer.from(bytes).toString('latin1'), 16);
}

function isHexDigit(byte: number): boolean {
  return /[0-9A-Fa-f]/.test(String.fromCharCode(byte));
}
