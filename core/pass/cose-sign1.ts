import { GateError } from '#core/errors/gate-error.js';
import type { PassKeyId, PassPrivateKey } from './pass-key.js';
import { COSE_SIGN1_TAG, decodeStrictCbor, encodeCbor, TaggedItem } from './strict-cbor.js';

/** Header labels and the one algorithm (RFC 9052 section 3.1, RFC 9053 section 2.2). */
const HEADER = { algorithm: 1, keyId: 4 } as const;
const EDDSA = -8;

const KEY_ID_BYTES = 8;
const SIGNATURE_BYTES = 64;
const LIMITS = { bytes: 400, containers: 3 };
const HEADER_LIMITS = { bytes: 32, containers: 1 };

/** A COSE_Sign1 whose form is right; whether its signature is, only the key can tell. */
export interface CoseSign1 {
  readonly key: PassKeyId;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  /** The bytes the signature is over: Sig_structure (RFC 9052 section 4.4). */
  readonly signed: Uint8Array;
}

/** Signs the payload as a tagged COSE_Sign1 with algorithm and key id in the protected header. */
export function signCose(payload: Uint8Array, key: PassPrivateKey): Uint8Array {
  const header = encodeCbor(
    new Map<number, unknown>([
      [HEADER.algorithm, EDDSA],
      [HEADER.keyId, fromHex(key.id)],
    ]),
  );
  return assembled({ header, payload, signature: key.sign(signedBytes(header, payload)) });
}

/**
 * Takes a COSE_Sign1 apart. Only the one form `signCose` writes is accepted, byte for byte, so that no bit outside the
 * signature can be changed unnoticed.
 * @throws GateError `pass-text-invalid`
 */
export function readCose(bytes: Uint8Array): CoseSign1 {
  const parts = partsOf(decodeStrictCbor(bytes, LIMITS));
  if (!isSame(assembled(parts), bytes)) throw invalid('its envelope is not in the one accepted form');
  const { header, payload, signature } = parts;
  if (signature.length !== SIGNATURE_BYTES) throw invalid('its signature does not have 64 bytes');
  return { key: keyIdOf(header), payload, signature, signed: signedBytes(header, payload) };
}

interface CoseParts {
  readonly header: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
}

function assembled(parts: CoseParts): Uint8Array {
  const content = [parts.header, new Map(), parts.payload, parts.signature];
  return encodeCbor(new TaggedItem(COSE_SIGN1_TAG, content));
}

function partsOf(item: unknown): CoseParts {
  const content: unknown = item instanceof TaggedItem ? item.content : null;
  const [header, , payload, signature] = Array.isArray(content) ? (content as readonly unknown[]) : [];
  const isRight =
    header instanceof Uint8Array && payload instanceof Uint8Array && signature instanceof Uint8Array;
  if (!isRight) throw invalid('it is not a COSE_Sign1');
  return { header, payload, signature };
}

function keyIdOf(header: Uint8Array): PassKeyId {
  const map = decodeStrictCbor(header, HEADER_LIMITS);
  if (!(map instanceof Map)) throw invalid('its protected header is not a map');
  const headers = map as ReadonlyMap<unknown, unknown>;
  if (headers.get(HEADER.algorithm) !== EDDSA) throw invalid('its algorithm is not EdDSA');
  const keyId = headers.get(HEADER.keyId);
  const isKeyId = keyId instanceof Uint8Array && keyId.length === KEY_ID_BYTES;
  if (!isKeyId || headers.size !== 2) throw invalid('its protected header is not algorithm and key id');
  return toHex(keyId);
}

function signedBytes(header: Uint8Array, payload: Uint8Array): Uint8Array {
  const NO_EXTERNAL_DATA = new Uint8Array();
  return encodeCbor(['Signature1', header, NO_EXTERNAL_DATA, payload]);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

function invalid(problem: string): GateError {
  return new GateError('pass-text-invalid', { problem });
}
