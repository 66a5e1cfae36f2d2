import { GateError } from '#core/errors/gate-error.js';
import { isId, type CompoundId, type PassId } from '#core/units/ids.js';
import { SECOND, type Instant } from '#core/units/instant.js';
import { PASS_KINDS, type PassKind } from './pass.js';
import { decodeStrictCbor, encodeCbor } from './strict-cbor.js';

/** What a signed QR says. No personal data, not even the flat: the register knows whose pass it is. */
export interface PassClaims {
  readonly issuer: string;
  readonly pass: PassId;
  readonly kind: PassKind;
  readonly compound: CompoundId;
  /** Whole seconds: CWT dates have no more, and a broken second would make the pass longer. */
  readonly notBefore: Instant;
  readonly expires: Instant | null;
}

/** Claim keys of RFC 8392, and two of its private range (below -65536). */
const KEYS = { issuer: 1, expires: 4, notBefore: 5, pass: 7, kind: -65_537, compound: -65_538 } as const;

const LIMITS = { bytes: 256, containers: 1 };
const ISSUER_FORM = /^[ -~]{1,32}$/;
const LATEST_SECOND = 8.64e12;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The CWT claims as CBOR. Instants are cut to the whole second before them. */
export function encodeClaims(claims: PassClaims): Uint8Array {
  const map = new Map<number, unknown>([
    [KEYS.issuer, claims.issuer],
    [KEYS.notBefore, Math.floor(claims.notBefore / SECOND)],
    [KEYS.pass, new TextEncoder().encode(claims.pass)],
    [KEYS.kind, claims.kind],
    [KEYS.compound, claims.compound],
  ]);
  if (claims.expires !== null) map.set(KEYS.expires, Math.floor(claims.expires / SECOND));
  return encodeCbor(map);
}

/**
 * Reads the CWT claims of a pass; claims it does not know are ignored.
 * @throws GateError `pass-text-invalid` naming the claim that is missing or wrong.
 */
export function decodeClaims(bytes: Uint8Array): PassClaims {
  const map = decodeStrictCbor(bytes, LIMITS);
  if (!(map instanceof Map)) throw invalid('its claims are not a map');
  const claims = map as ReadonlyMap<unknown, unknown>;
  return {
    issuer: issuerOf(claims.get(KEYS.issuer)),
    pass: idOf('pass', textOf(claims.get(KEYS.pass))) as PassId,
    kind: kindOf(claims.get(KEYS.kind)),
    compound: idOf('compound', claims.get(KEYS.compound)) as CompoundId,
    notBefore: dateOf('nbf', claims.get(KEYS.notBefore)),
    expires: claims.has(KEYS.expires) ? dateOf('exp', claims.get(KEYS.expires)) : null,
  };
}

function issuerOf(value: unknown): string {
  if (typeof value === 'string' && ISSUER_FORM.test(value)) return value;
  throw invalid('its claim "iss" is missing or wrong');
}

function idOf(claim: string, value: unknown): string {
  if (typeof value === 'string' && isId(value)) return value;
  throw invalid(`its claim "${claim}" is missing or not an id`);
}

function kindOf(value: unknown): PassKind {
  const kind = PASS_KINDS.find((one) => one === value);
  if (kind === undefined) throw invalid('its claim "kind" is missing or not a kind of pass');
  return kind;
}

function dateOf(claim: string, value: unknown): Instant {
  const isDate = typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LATEST_SECOND;
  if (!isDate) throw invalid(`its claim "${claim}" is missing or not a date in whole seconds`);
  return value * SECOND;
}

function textOf(value: unknown): unknown {
  if (!(value instanceof Uint8Array)) return undefined;
  try {
    return utf8.decode(value);
  } catch {
    return undefined;
  }
}

function invalid(problem: string): GateError {
  return new GateError('pass-text-invalid', { problem });
}
