import type { Entropy } from '#core/ports/entropy.js';
import { passId, type PassId } from '#core/units/ids.js';

/** Letters and digits nobody mistakes for each other. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 10;

/** A new pass id such as `p-7f3k2m9x4d`: 50 random bits, so that two never meet. */
export function newPassId(entropy: Entropy): PassId {
  const digits = Array.from(entropy.bytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return passId(`p-${digits.join('')}`);
}
