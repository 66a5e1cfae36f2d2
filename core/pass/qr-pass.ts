import { GateError } from '#core/errors/gate-error.js';
import { decodeBase45, encodeBase45 } from './base45.js';
import { readCose, signCose } from './cose-sign1.js';
import { decodeClaims, encodeClaims, type PassClaims } from './pass-claims.js';
import type { KeyRing, PassKeyId, PassPrivateKey } from './pass-key.js';

/** What every signed pass begins with: Gatehouse pass, version 1. */
export const QR_PASS_PREFIX = 'GP1:';

/** More than any pass we sign can have (longest ids: 330); a longer text is refused unread. */
const MAX_TEXT = 512;

/** What a scanned text turned out to be. Dates are not judged here: the rulebook has the clock. */
export type QrFinding =
  | { readonly kind: 'authentic'; readonly claims: PassClaims; readonly key: PassKeyId }
  /** It begins like one of our passes and is broken, or its signature is wrong. */
  | { readonly kind: 'forged'; readonly problem: string }
  /** Well formed, but signed with a key that is not in the ring: it could not be checked. */
  | { readonly kind: 'key-unknown'; readonly key: PassKeyId }
  /** Any other text, such as a health code or a parcel label. */
  | { readonly kind: 'not-a-pass' };

/** The QR text of a pass: `GP1:`, Base45, COSE_Sign1 over CWT claims (DESIGN section 6). About 230 characters. */
export function signQrPass(claims: PassClaims, key: PassPrivateKey): string {
  return QR_PASS_PREFIX + encodeBase45(signCose(encodeClaims(claims), key));
}

/**
 * Checks a scanned text with public keys alone; needs no network and never throws for a bad text.
 * Exactly one text is accepted for a pass, apart from what `scannedText` mends.
 */
export function verifyQrPass(text: string, keys: KeyRing): QrFinding {
  const scanned = scannedText(text);
  if (!scanned.startsWith(QR_PASS_PREFIX)) return { kind: 'not-a-pass' };
  try {
    return checked(scanned, keys);
  } catch (error) {
    if (error instanceof GateError) return { kind: 'forged', problem: error.message };
    throw error;
  }
}

function checked(text: string, keys: KeyRing): QrFinding {
  if (text.length > MAX_TEXT) {
    throw new GateError('pass-text-invalid', { problem: `it is longer than ${MAX_TEXT} characters` });
  }
  const cose = readCose(decodeBase45(text.slice(QR_PASS_PREFIX.length)));
  const key = keys.find(cose.key);
  if (key === null) return { kind: 'key-unknown', key: cose.key };
  if (!key.verify(cose.signed, cose.signature)) throw new GateError('pass-signature-wrong');
  return { kind: 'authentic', claims: decodeClaims(cose.payload), key: cose.key };
}

/**
 * Undoes what scanners do to a text without changing it (devices.md sections 3.5 and 7.4):
 * - A tail of CR, LF, TAB, NUL or spaces goes. A space is a Base45 character, but never the last one: the last
 *   character of a group weighs most and can not be above `W`. So no tail is ever data, and none is ever missing.
 * - A scanner set to lower case turns every letter, so only a text without any capital is turned back. One wrong
 *   letter among capitals stays wrong.
 */
function scannedText(text: string): string {
  const scanned = text.slice(0, endOf(text));
  const isLowered = /^gp1:[ -~]*$/.test(scanned) && !/[A-Z]/.test(scanned);
  return isLowered ? scanned.toUpperCase() : scanned;
}

function endOf(text: string): number {
  let end = text.length;
  while (end > 0 && '\r\n\t\0 '.includes(text.charAt(end - 1))) end -= 1;
  return end;
}
