import type { Entropy } from '#core/ports/entropy.js';
import { passId, type PassId } from '#core/units/ids.js';
import { randomDigits } from './random-digits.js';

/** A new pass id such as `p-7f3k2m9x4d`. */
export function newPassId(entropy: Entropy): PassId {
  return passId(`p-${randomDigits(entropy)}`);
}
