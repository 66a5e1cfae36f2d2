import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { PassPrivateKey, PassPublicKey } from '#core/pass/pass-key.js';
import type { Entropy } from '#core/ports/entropy.js';

const KEY_BYTES = 32;

/** What stands before the raw key in its DER form (RFC 8410 sections 4 and 7). */
const PRIVATE_DER = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_DER = Buffer.from('302a300506032b6570032100', 'hex');

/** An Ed25519 public key as it travels in the book: 32 bytes. */
export interface Ed25519PublicKey extends PassPublicKey {
  readonly bytes: Uint8Array;
  /** For generic verifiers (RFC 8037), with the key id as `kid`. */
  toJwk(): Readonly<Record<string, string>>;
}

/** An Ed25519 signing key; it never leaves the service. */
export interface Ed25519PrivateKey extends PassPrivateKey {
  /** The 32 secret bytes: store them where only the service can read. */
  readonly seed: Uint8Array;
  readonly publicKey: Ed25519PublicKey;
}

/** Makes a new signing key. */
export function generatePassKey(entropy: Entropy): Ed25519PrivateKey {
  return importPassPrivateKey(entropy.bytes(KEY_BYTES));
}

/**
 * The signing key of 32 secret bytes.
 * @throws GateError `pass-key-invalid`
 */
export function importPassPrivateKey(seed: Uint8Array): Ed25519PrivateKey {
  demandLength(seed);
  const secret = createPrivateKey({ key: Buffer.concat([PRIVATE_DER, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = wrappedPublic(createPublicKey(secret));
  return {
    id: publicKey.id,
    seed: Uint8Array.from(seed),
    publicKey,
    sign: (message) => Uint8Array.from(sign(null, message, secret)),
  };
}

/**
 * The public key of 32 raw bytes.
 * @throws GateError `pass-key-invalid`
 */
export function importPassPublicKey(bytes: Uint8Array): Ed25519PublicKey {
  demandLength(bytes);
  try {
    return wrappedPublic(
      createPublicKey({ key: Buffer.concat([PUBLIC_DER, bytes]), format: 'der', type: 'spki' }),
    );
  } catch (error) {
    throw new GateError('pass-key-invalid', { problem: messageOf(error) }, { cause: error });
  }
}

function wrappedPublic(key: KeyObject): Ed25519PublicKey {
  const bytes = Uint8Array.from(key.export({ format: 'der', type: 'spki' }).subarray(PUBLIC_DER.length));
  const id = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return {
    id,
    bytes,
    verify: (message, signature) => verify(null, message, key, signature),
    verifyLater: (message, signature) =>
      new Promise((resolve) => {
        // With a callback the check runs on the thread pool (nodejs.org, crypto.verify).
        verify(null, message, key, signature, (error, isRight) => resolve(error === null && isRight));
      }),
    toJwk: () => ({ kty: 'OKP', crv: 'Ed25519', kid: id, x: Buffer.from(bytes).toString('base64url') }),
  };
}

function demandLength(bytes: Uint8Array): void {
  if (bytes.length === KEY_BYTES) return;
  throw new GateError('pass-key-invalid', {
    problem: `it has ${bytes.length} bytes instead of ${KEY_BYTES}`,
  });
}
