import { createHash } from 'node:crypto';
import type { Entropy } from '#core/ports/entropy.js';

const TOKEN_BYTES = 32;

/** A new opaque token of 256 random bits. */
export function newToken(entropy: Entropy): string {
  return Buffer.from(entropy.bytes(TOKEN_BYTES)).toString('base64url');
}

/** What is stored of a token. It is random, so a fast hash is enough, and the look-up by hash leaks nothing of it. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
