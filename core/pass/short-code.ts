import type { Entropy } from '#core/ports/entropy.js';

/** Crockford's Base32: no I, L, O and U, which people mistake for digits or each other. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 8;

/** x^5 + x^2 + 1, primitive over GF(2): its powers of x are 31 different weights. */
const FIELD_POLYNOMIAL = 0b100101;
const FIELD_OVERFLOW = 0b100000;

/**
 * A new short printed code: 7 random characters and a check character, such as `7F3K2QDM`. The check is a code over
 * GF(32) in which every place has its own weight: any single wrong character and any two swapped ones are noticed.
 */
export function newShortCode(entropy: Entropy): string {
  const digits = Array.from(entropy.bytes(LENGTH - 1), (byte) => byte % ALPHABET.length);
  const check = timesX(remainderOf(digits));
  return [...digits, check].map((digit) => ALPHABET.charAt(digit)).join('');
}

/**
 * The code as it is stored, or null when the text is none: wrong length, a foreign character, or a check character that
 * does not fit. Case, spaces, hyphens and full-width letters do not matter; O is read as 0, I and L as 1.
 */
export function normaliseShortCode(text: string): string | null {
  if (text.length > MAX_TYPED) return null;
  const code = text
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\-‐-―−]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1');
  if (code.length !== LENGTH) return null;
  const digits = Array.from(code, (char) => ALPHABET.indexOf(char));
  return !digits.includes(-1) && remainderOf(digits) === 0 ? code : null;
}

/** The code in two groups of four, as it is printed and read aloud: `7F3K-2QDM`. */
export function printedShortCode(code: string): string {
  return `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
}

/** Room for a code with a separator between all its characters and blanks around it. */
const MAX_TYPED = 32;

/** Horner's scheme at x: each place weighs another power of x. Zero for a whole valid code. */
function remainderOf(digits: readonly number[]): number {
  return digits.reduce((sum, digit) => timesX(sum) ^ digit, 0);
}

function timesX(element: number): number {
  const shifted = element << 1;
  return shifted >= FIELD_OVERFLOW ? shifted ^ FIELD_POLYNOMIAL : shifted;
}
