import { crc16, word } from './bytes.js';
import type { CommandLength } from './command-reader.js';
import { encodedText, type TextCoding } from './code-text.js';
import { ZONE } from './gm65-zones.js';

/* Commands, answers and output of the GM65 family (devices.md section 3.1). */

export const READ = 0x07;
export const WRITE = 0x08;
export const SAVE = 0x09;
export const ERASE = 0x05;
export const HEARTBEAT = 0x0a;

const FIXED = 6;
const CRC_LENGTH = 2;
const CRC_INITIAL = 0x0000;
/** In place of the CRC: do not check. */
const UNCHECKED = 0xabcd;

/** `7E 00 type len addr addr data... crc crc`, with a right CRC or AB CD in its place. */
export const gm65Command: CommandLength = (bytes) => {
  const [first, second, type, length] = bytes;
  if (first !== 0x7e || (second !== undefined && second !== 0x00)) return 'none';
  if (type === undefined || length === undefined) return 'more';
  const whole = FIXED + length + CRC_LENGTH;
  if (bytes.length < whole) return 'more';
  const [high = 0, low = 0] = bytes.slice(whole - CRC_LENGTH, whole);
  const crc = (high << 8) | low;
  const isGood = crc === UNCHECKED || crc === crc16(bytes.slice(2, whole - CRC_LENGTH), CRC_INITIAL);
  return isGood ? whole : 'none';
};

/** `02 00 00 len data... crc crc`, where the length of 256 bytes is written as 0. */
export function gm65Answer(data: readonly number[]): Uint8Array {
  const checked = [0x00, data.length & 0xff, ...data];
  return Uint8Array.of(0x02, 0x00, ...checked, ...word(crc16(checked, CRC_INITIAL)));
}

export function gm65HeartbeatAnswer(): Uint8Array {
  const answer = gm65Answer([0x00]);
  return Uint8Array.of(0x03, ...answer.subarray(1));
}

const CODE_ID = [0x51];
const AIM_ID = [0x5d, 0x51, 0x31];
const TAILS: readonly (readonly number[])[] = [[0x0d], [0x0d, 0x0a], [0x09], []];
const CODINGS: Readonly<Record<number, TextCoding>> = { 0b00: 'gbk', 0b01: 'utf-16be', 0b11: 'utf-8' };

/** What comes out for a decoded QR under the settings: framed by a length, or as text between its additions. */
export function gm65Output(text: string, zones: readonly number[], hasProtocol: boolean): Uint8Array {
  const at = (zone: number): number => zones[zone] ?? 0;
  const output = at(ZONE.output);
  const data = encodedText(text, CODINGS[(at(ZONE.port) >> 2) & 0b11] ?? 'gbk');
  if (hasProtocol && (output & 0x80) !== 0) return Uint8Array.of(0x03, ...word(data.length), ...data);
  const isOn = (bit: number): boolean => (output & bit) !== 0;
  const own = (start: number, length: number): readonly number[] => zones.slice(start, start + length);
  const lengths = at(ZONE.lengths);
  return Uint8Array.of(
    ...((at(ZONE.aimId) & 0x80) !== 0 ? AIM_ID : []),
    ...(isOn(0b1000) ? own(ZONE.prefix, lengths >> 4) : []),
    ...(isOn(0b0100) ? CODE_ID : []),
    ...data,
    ...(isOn(0b0010) ? own(ZONE.suffix, lengths & 0x0f) : []),
    ...(isOn(0b0001) ? (TAILS[(output >> 5) & 0b11] ?? []) : []),
  );
}
