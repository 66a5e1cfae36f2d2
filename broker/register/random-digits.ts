import type { Entropy } from '#core/ports/entropy.js';

/** Letters and digits nobody mistakes for each other. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;

/** The random part of an id: 50 bits, so that two never meet. */
export function randomDigits(entropy: Entropy): string {
  return Array.from(entropy.bytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}
