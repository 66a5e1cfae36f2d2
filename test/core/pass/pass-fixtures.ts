import { importPassPrivateKey } from '#core/bindings/ed25519.js';
import type { PassClaims } from '#core/pass/pass-claims.js';
import { keyRingOf } from '#core/pass/pass-key.js';
import { compoundId, passId } from '#core/units/ids.js';

/** A signing key that is the same in every run. */
export const TEST_KEY = importPassPrivateKey(Uint8Array.from({ length: 32 }, (_, index) => index));
export const OTHER_KEY = importPassPrivateKey(new Uint8Array(32).fill(7));
export const TEST_RING = keyRingOf([TEST_KEY.publicKey]);

export const TEST_CLAIMS: PassClaims = {
  issuer: 'gatehouse',
  pass: passId('p-7f3k2'),
  kind: 'purchase',
  compound: compoundId('sunny-garden'),
  notBefore: Date.UTC(2022, 3, 1),
  expires: Date.UTC(2022, 5, 1),
};
