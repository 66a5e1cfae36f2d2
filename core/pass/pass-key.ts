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

/** The keys a gate or the service trusts. During a rotation it holds the old and the new one. */
export interface KeyRing {
  find(id: PassKeyId): PassPublicKey | null;
}

/** A ring of the given keys. */
export function keyRingOf(keys: Iterable<PassPublicKey>): KeyRing {
  const byId = new Map([...keys].map((key) => [key.id, key]));
  return { find: (id) => byId.get(id) ?? null };
}
