import { GateError } from '#core/errors/gate-error.js';
import { decodeBase45, encodeBase45 } from './base45.js';
import { readCose, signCose } from './cose-sign1.js';
import { decodeClaims, encodeClaims, type PassClaims } from './pass-claims.js';
import type { KeyLimit, KeyRing, PassKeyId, PassPrivateKey, PassPublicKey } from './pass-key.js';

/** What every signed pass begins with: Gatehouse pass, version 1. */
export const QR_PASS_PREFIX = 'GP1:';

/** More than any pass we sign can have (longest ids: 330); a longer text is refused unread. */
const MAX_TEXT = 512;

/** What a scanned text turned out to be. Dates are not judged here: the rulebook has the clock. */
export type QrFinding = AuthenticQr | RefusedQr;

/** One of our passes, signed with a key we know. */
export interface AuthenticQr {
  readonly kind: 'authentic';
  readonly claims: PassClaims;
  readonly key: PassKeyId;
  /** Left out when its key is in force. */
  readonly limit?: KeyLimit;
}

export type RefusedQr =
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
  const read = readQrPass(text, keys);
  return read.kind === 'signed' ? signatureFinding(read, read.by.verify(read.signed, read.signature)) : read;
}

/** The same with the signature checked elsewhere than on this thread, where it takes most of the time. */
export async function verifyQrPassLater(text: string, keys: KeyRing): Promise<QrFinding> {
  const read = readQrPass(text, keys);
  if (read.kind !== 'signed') return read;
  return signatureFinding(read, await read.by.verifyLater(read.signed, read.signature));
}

/** The key that one of our own QR texts names, whether it is known or not; null for any other text. */
export function keyOfQrPass(text: string): PassKeyId | null {
  const read = readQrPass(text, { find: () => null, limitOf: () => undefined });
  return read.kind === 'key-unknown' ? read.key : null;
}

/** A pass of the right form, signed in the name of a key we know; the signature itself is still to be checked. */
interface SignedPass {
  readonly kind: 'signed';
  readonly by: PassPublicKey;
  readonly limit: KeyLimit | undefined;
  readonly payload: Uint8Array;
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

function readQrPass(text: string, keys: KeyRing): SignedPass | QrFinding {
  const scanned = scannedText(text);
  if (!scanned.startsWith(QR_PASS_PREFIX)) return { kind: 'not-a-pass' };
  return orForged(() => {
    if (scanned.length > MAX_TEXT) {
      throw new GateError('pass-text-invalid', { problem: `it is longer than ${MAX_TEXT} characters` });
    }
    const { key, ...cose } = readCose(decodeBase45(scanned.slice(QR_PASS_PREFIX.length)));
    const by = keys.find(key);
    if (by === null) return { kind: 'key-unknown', key };
    return { kind: 'signed', by, limit: keys.limitOf(key), ...cose };
  });
}

function signatureFinding({ by, limit, payload }: SignedPass, isRight: boolean): QrFinding {
  return orForged(() => {
    if (!isRight) throw new GateError('pass-signature-wrong');
    const finding = { kind: 'authentic', claims: decodeClaims(payload), key: by.id } as const;
    return limit === undefined ? finding : { ...finding, limit };
  });
}

function orForged<Finding>(read: () => Finding): Finding | QrFinding {
  try {
    return read();
  } catch (error) {
    if (error instanceof GateError) return { kind: 'forged', problem: error.message };
    throw error;
  }
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
