import { createHash, timingSafeEqual } from 'node:crypto';
import type { Entropy } from '#core/ports/entropy.js';

const PASSWORD_BYTES = 24;
const SALT_BYTES = 16;

/** What is stored of a gate's password. */
export interface GatePasswordHash {
  readonly salt: string;
  readonly hash: string;
}

/** A new MQTT password: 192 random bits as 32 characters. Shown once, never stored. */
export function newGatePassword(entropy: Entropy): string {
  return Buffer.from(entropy.bytes(PASSWORD_BYTES)).toString('base64url');
}

/**
 * A salted SHA-256. A slow hash protects passwords that people invent; these are ours and random, so guessing them is out
 * of reach at any speed, and a fast hash keeps a flood of log-ins from becoming work for the decisions.
 */
export function hashGatePassword(password: string, entropy: Entropy): GatePasswordHash {
  const salt = Buffer.from(entropy.bytes(SALT_BYTES)).toString('hex');
  return { salt, hash: digest(salt, Buffer.from(password)).toString('hex') };
}

/** Compares in constant time. */
export function isGatePassword(password: Uint8Array, stored: GatePasswordHash): boolean {
  const expected = Buffer.from(stored.hash, 'hex');
  const given = digest(stored.salt, password);
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function digest(salt: string, password: Uint8Array): Buffer {
  return createHash('sha256').update(salt).update(password).digest();
}
