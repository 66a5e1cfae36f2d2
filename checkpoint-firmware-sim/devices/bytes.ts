import type { Celsius } from '#core/units/celsius.js';

/** Low 8 bits of the sum of all bytes. */
export function sum8(bytes: Iterable<number>): number {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xff;
  return sum;
}

/** All bytes combined by exclusive or. */
export function xor8(bytes: Iterable<number>): number {
  let xor = 0;
  for (const byte of bytes) xor ^= byte;
  return xor;
}

/** CRC-16 with polynomial 1021, not reflected, no final xor; the initial value tells the family. */
export function crc16(bytes: Iterable<number>, initial: 0x0000 | 0xffff): number {
  let crc: number = initial;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
    crc &= 0xffff;
  }
  return crc;
}

/** High byte first. */
export function word(value: number): [number, number] {
  return [(value >> 8) & 0xff, value & 0xff];
}

/** A temperature as a signed 16-bit number of its hundredths, high byte first. */
export function centiWord(value: Celsius): [number, number] {
  return word(Math.round(value * 100) & 0xffff);
}

/** Bytes of text that has only ASCII characters. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** `hex(0x5a, 2)` is `5A`. */
export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
