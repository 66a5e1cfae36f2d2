import type { Instant } from '#core/units/instant.js';

/** Names a signing key: the first 8 bytes of the SHA-256 of its public key, as 16 lower-case hex digits. */
export type PassKeyId = string;

/** Checks signatures of one key. The real one is in `core/bindings/ed25519.ts`. */
export interface PassPublicKey {
  readonly id: PassKeyId;
  /** Whether the Ed25519 signature (64 bytes) is one of this key over the message; never throws. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** The same beside this thread. */
  verifyLater(message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Signs with one key. */
export interface PassPrivateKey {
  readonly id: PassKeyId;
  sign(message: Uint8Array): Uint8Array;
}

/** What became of a key, and so of every QR it has signed. */
export interface KeyLimit {
  /** Its secret may be in the wrong hands: what it has signed is no proof any more. */
  readonly revoked: boolean;
  /** The first instant at which what it has signed is over; null: never. */
  readonly until: Instant | null;
}

/** The keys a gate or the service knows. During a rotation it holds the old and the new one. */
export interface KeyRing {
  find(id: PassKeyId): PassPublicKey | null;
  /** Undefined for a key without limits. */
  limitOf(id: PassKeyId): KeyLimit | undefined;
}

/** A ring of the given keys; those that were revoked, or whose time ends, have a limit. */
export function keyRingOf(
  keys: Iterable<PassPublicKey>,
  limits: ReadonlyMap<PassKeyId, KeyLimit> = new Map(),
): KeyRing {
  const byId = new Map([...keys].map((key) => [key.id, key]));
  return { find: (id) => byId.get(id) ?? null, limitOf: (id) => limits.get(id) };
}
