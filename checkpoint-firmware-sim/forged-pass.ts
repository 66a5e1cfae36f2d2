import type { Entropy } from '#core/ports/entropy.js';

const PREFIX = 'GP1:';
/** Base45 writes two bytes as three characters, the one that counts least first (RFC 9285). */
const GROUP = 3;
/** A COSE signature of 64 bytes comes last, in 96 characters; whole groups inside it. */
const SIGNATURE_GROUPS = 30;
const CHANGED_GROUPS = 3;

/**
 * The text of a pass whose signature somebody has tampered with: still Base45, still the same claims, never authentic.
 * Null when the text is too short to hold a signature.
 */
export function forged(qr: string, entropy: Entropy): string | null {
  const text = qr.slice(PREFIX.length);
  const groups = Math.floor(text.length / GROUP);
  if (!qr.startsWith(PREFIX) || groups <= SIGNATURE_GROUPS) return null;
  const characters = Array.from(text);
  for (let change = 0; change < CHANGED_GROUPS; change += 1) {
    const group =
      groups -
      1 -
      change -
      Math.floor(entropy.fraction() * (SIGNATURE_GROUPS / CHANGED_GROUPS)) * CHANGED_GROUPS;
    const place = group * GROUP;
    // Zero is valid in the lowest place of every group, and one in every group that ended in zero.
    characters[place] = characters[place] === '0' ? '1' : '0';
  }
  return PREFIX + characters.join('');
}
