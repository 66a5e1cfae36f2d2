import { GateError } from '#core/errors/gate-error.js';

/** The characters of QR alphanumeric mode in the order of RFC 9285, table 1. */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const BASE = ALPHABET.length;

/** Base45 of the bytes (RFC 9285): three characters for two bytes, two for a last odd one. */
export function encodeBase45(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 2) {
    const [first = 0, second] = bytes.subarray(at, at + 2);
    text += second === undefined ? characters(first, 2) : characters(first * 256 + second, 3);
  }
  return text;
}

/**
 * The bytes of a Base45 text. Strict, so that two texts never mean the same bytes: a character too many, a group that
 * stands for more than its bytes can hold, and lower case are refused (RFC 9285 section 6, devices.md section 7.4).
 * @throws GateError `pass-text-invalid` with the place of the fault, counted in characters from 1.
 */
export function decodeBase45(text: string): Uint8Array {
  if (text.length % 3 === 1) throw invalid(`its length ${text.length} is not one of a Base45 text`);
  const bytes = new Uint8Array(Math.floor((text.length * 2) / 3));
  for (let from = 0, to = 0; from < text.length; from += 3, to += 2) {
    const group = text.slice(from, from + 3);
    const value = valueOf(group, from);
    if (group.length === 3) {
      if (value > 0xffff) throw invalid(`the group at character ${from + 1} is too large`);
      bytes[to] = value >> 8;
      bytes[to + 1] = value & 0xff;
    } else {
      if (value > 0xff) throw invalid(`the last group at character ${from + 1} is too large`);
      bytes[to] = value;
    }
  }
  return bytes;
}

function characters(value: number, count: number): string {
  let rest = value;
  let text = '';
  for (let index = 0; index < count; index += 1) {
    text += ALPHABET.charAt(rest % BASE);
    rest = Math.floor(rest / BASE);
  }
  return text;
}

/** The number a group stands for; its first character weighs least. */
function valueOf(group: string, from: number): number {
  let value = 0;
  for (let index = group.length - 1; index >= 0; index -= 1) {
    const digit = ALPHABET.indexOf(group.charAt(index));
    if (digit === -1) throw invalid(`character ${from + index + 1} is not one of Base45`);
    value = value * BASE + digit;
  }
  return value;
}

function invalid(problem: string): GateError {
  return new GateError('pass-text-invalid', { problem });
}
