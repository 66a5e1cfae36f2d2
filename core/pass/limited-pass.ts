import type { Pass } from './pass.js';
import type { KeyLimit } from './pass-key.js';

/** A pass as a QR shows it whose key has a limit. Its card, its code and a newer QR are not touched by that. */
export function limitedPass(pass: Pass, { revoked, until }: KeyLimit): Pass {
  const ends = [pass.expires, until].filter((instant) => instant !== null);
  return {
    ...pass,
    revoked: pass.revoked || revoked,
    expires: ends.length === 0 ? null : Math.min(...ends),
  };
}
