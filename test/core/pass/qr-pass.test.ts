import { createPublicKey, verify } from 'node:crypto';
import { decode, encode, Tagged } from 'cborg';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '#core/pass/base45.js';
import type { PassClaims } from '#core/pass/pass-claims.js';
import { keyRingOf } from '#core/pass/pass-key.js';
import { PASS_KINDS } from '#core/pass/pass.js';
import { signQrPass, verifyQrPass } from '#core/pass/qr-pass.js';
import { compoundId, passId } from '#core/units/ids.js';
import { SECOND } from '#core/units/instant.js';
import { OTHER_KEY, TEST_CLAIMS, TEST_KEY, TEST_RING } from './pass-fixtures.js';

const TEXT = signQrPass(TEST_CLAIMS, TEST_KEY);
const COSE = decodeBase45(TEXT.slice(4));

const textOf = (cose: Uint8Array): string => `GP1:${encodeBase45(cose)}`;
const kindOf = (text: string): string => verifyQrPass(text, TEST_RING).kind;

function problemOf(text: string): string {
  const finding = verifyQrPass(text, TEST_RING);
  return finding.kind === 'forged' ? finding.problem : finding.kind;
}

describe('A signed QR pass', () => {
  test('is authentic and gives its claims back', () => {
    expect(verifyQrPass(TEXT, TEST_RING)).toEqual({
      kind: 'authentic',
      claims: TEST_CLAIMS,
      key: TEST_KEY.id,
    });
  });

  test('has about 230 characters, all of QR alphanumeric mode', () => {
    expect(TEXT.length).toBeGreaterThan(200);
    expect(TEXT.length).toBeLessThanOrEqual(232);
    expect(TEXT).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
  });

  test('says nothing about a person or a flat', () => {
    const words = new TextDecoder('latin1').decode(COSE);
    expect(words).toContain('p-7f3k2');
    expect(words).not.toMatch(/\d-\d-\d{3}/);
  });

  test('carries any pass through signing and checking', () => {
    const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
    const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((value) => value * SECOND);
    const claims: fc.Arbitrary<PassClaims> = fc.record({
      issuer: fc.stringMatching(/^[ -~]{1,32}$/),
      pass: id.map(passId),
      kind: fc.constantFrom(...PASS_KINDS),
      compound: id.map(compoundId),
      notBefore: seconds,
      expires: fc.option(seconds),
    });
    fc.assert(
      fc.property(claims, (one) => {
        const text = signQrPass(one, TEST_KEY);
        expect(text.length).toBeLessThanOrEqual(342);
        expect(verifyQrPass(text, TEST_RING)).toEqual({ kind: 'authentic', claims: one, key: TEST_KEY.id });
      }),
    );
  });

  test('cuts a broken second off its dates', () => {
    const text = signQrPass({ ...TEST_CLAIMS, notBefore: TEST_CLAIMS.notBefore + 999 }, TEST_KEY);
    expect(verifyQrPass(text, TEST_RING)).toMatchObject({ claims: { notBefore: TEST_CLAIMS.notBefore } });
  });

  test('is accepted by an independent reading of RFC 9052', () => {
    // The envelope cut by hand: D2 84 | 4D header(13) | A0 | 58 nn payload | 58 40 signature(64).
    expect([...COSE.subarray(0, 3)]).toEqual([0xd2, 0x84, 0x4d]);
    const header = COSE.subarray(3, 16);
    expect([...header.subarray(0, 5)]).toEqual([0xa2, 0x01, 0x27, 0x04, 0x48]);
    expect(Buffer.from(header.subarray(5)).toString('hex')).toBe(TEST_KEY.id);
    expect([...COSE.subarray(16, 18)]).toEqual([0xa0, 0x58]);
    const payload = COSE.subarray(19, 19 + (COSE[18] ?? 0));
    const signature = COSE.subarray(COSE.length - 64);
    const signed = Buffer.concat([
      Buffer.from([0x84, 0x6a]),
      Buffer.from('Signature1'),
      Buffer.from([0x4d]),
      header,
      Buffer.from([0x40, 0x58, payload.length]),
      payload,
    ]);
    expect(TEST_KEY.publicKey.verify(signed, signature)).toBe(true);
  });
});

describe('A changed QR pass', () => {
  test('is refused after any single bit of its text has flipped', () => {
    const accepted: string[] = [];
    for (let at = 0; at < TEXT.length; at += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = TEXT.slice(0, at) + flipped(TEXT.charCodeAt(at), bit) + TEXT.slice(at + 1);
        if (kindOf(changed) === 'authentic') accepted.push(`${at}/${bit}`);
      }
    }
    expect(accepted).toEqual([]);
  });

  test('is refused after any single bit of its bytes has flipped', () => {
    const accepted: string[] = [];
    COSE.forEach((byte, at) => {
      for (let bit = 0; bit < 8; bit += 1) {
        const changed = Uint8Array.from(COSE);
        changed[at] = byte ^ (1 << bit);
        if (kindOf(textOf(changed)) === 'authentic') accepted.push(`${at}/${bit}`);
      }
    });
    expect(accepted).toEqual([]);
  });

  test('is refused cut short at any place, and with anything behind it', () => {
    for (let length = 4; length < TEXT.length; length += 1)
      expect(kindOf(TEXT.slice(0, length))).toBe('forged');
    for (const tail of ['0', '00', '000', '-', 'AB']) expect(kindOf(TEXT + tail)).toBe('forged');
  });

  test('is refused when a letter in the middle is small', () => {
    const at = TEXT.search(/(?<=GP1:.*)[A-Z]/);
    expect(kindOf(TEXT.slice(0, at) + TEXT.charAt(at).toLowerCase() + TEXT.slice(at + 1))).toBe('forged');
  });
});

describe('Whatever pass it is', () => {
  const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/);
  const seconds = fc.integer({ min: 0, max: 4_000_000_000 }).map((value) => value * SECOND);
  const anyClaims: fc.Arbitrary<PassClaims> = fc.record({
    issuer: fc.stringMatching(/^[ -~]{1,32}$/),
    pass: word.map(passId),
    kind: fc.constantFrom(...PASS_KINDS),
    compound: word.map(compoundId),
    notBefore: seconds,
    expires: fc.option(seconds),
  });

  test('no single bit of it can be changed', () => {
    fc.assert(
      fc.property(anyClaims, fc.nat(), (claims, place) => {
        const bytes = decodeBase45(signQrPass(claims, TEST_KEY).slice(4));
        const bit = place % (bytes.length * 8);
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(kindOf(textOf(bytes))).not.toBe('authentic');
      }),
      { numRuns: 500 },
    );
  });

  test('a generic COSE verifier accepts its signature, and finds CWT claims', () => {
    fc.assert(
      fc.property(anyClaims, (claims) => {
        const { header, payload } = genericCose(decodeBase45(signQrPass(claims, TEST_KEY).slice(4)));
        expect(header).toEqual(new Map<number, unknown>([[1, -8], [4, Uint8Array.from(Buffer.from(TEST_KEY.id, 'hex'))]])); // prettier-ignore
        expect(payload.get(1)).toBe(claims.issuer);
        expect(payload.get(4)).toBe(claims.expires === null ? undefined : claims.expires / SECOND);
        expect(payload.get(5)).toBe(claims.notBefore / SECOND);
        expect(Buffer.from(payload.get(7) as Uint8Array).toString()).toBe(claims.pass);
      }),
    );
  });
});

/**
 * Reads a COSE_Sign1 as any library would: RFC 9052 sections 4.2 and 4.4 with a general CBOR decoder and the public key as
 * JWK, nothing of ours. Throws when the signature is wrong.
 */
function genericCose(bytes: Uint8Array): Record<'header' | 'payload', Map<number, unknown>> {
  const options = { useMaps: true, tags: { 18: (decode: () => unknown) => decode() } };
  const [protectedHeader, unprotected, content, signature] = decode(bytes, options) as [
    Uint8Array,
    unknown,
    Uint8Array,
    Uint8Array,
  ];
  expect(unprotected).toEqual(new Map());
  const signed = encode(['Signature1', protectedHeader, new Uint8Array(), content]);
  const key = createPublicKey({ key: { ...TEST_KEY.publicKey.toJwk() }, format: 'jwk' });
  expect(verify(null, signed, key, signature)).toBe(true);
  const mapOf = (item: Uint8Array): Map<number, unknown> => decode(item, options) as Map<number, unknown>;
  return { header: mapOf(protectedHeader), payload: mapOf(content) };
}

describe('What a scanner delivers', () => {
  test.each(['\r', '\n', '\r\n', '\t', '\0', ' ', ' \r\n', '\0\0\r'])(
    'a tail of %j does not matter',
    (tail) => {
      expect(kindOf(TEXT + tail)).toBe('authentic');
    },
  );

  test('a scanner set to lower case does not matter', () => {
    expect(kindOf(TEXT.toLowerCase())).toBe('authentic');
  });

  test.each(['', ' ', 'gp', 'HC1:6BF', 'https://example.org/pass', '6901028075763', '3-2-501', ` ${TEXT}`])(
    '%j is no pass of ours',
    (text) => {
      expect(kindOf(text)).toBe('not-a-pass');
    },
  );

  test('never makes the check throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.boolean(), (text, isPrefixed) => {
        expect(kindOf(isPrefixed ? `GP1:${text}` : text)).not.toBe('authentic');
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 250 }), (bytes) => {
        expect(kindOf(textOf(bytes))).not.toBe('authentic');
      }),
    );
  });
});

describe('A text that begins like a pass', () => {
  test('of an unknown key could not be checked, which is no refusal', () => {
    const text = signQrPass(TEST_CLAIMS, OTHER_KEY);
    expect(verifyQrPass(text, TEST_RING)).toEqual({ kind: 'key-unknown', key: OTHER_KEY.id });
  });

  test('with a foreign signature under our key id is forged', () => {
    const impostor = { id: TEST_KEY.id, sign: (message: Uint8Array) => OTHER_KEY.sign(message) };
    expect(problemOf(signQrPass(TEST_CLAIMS, impostor))).toBe('the signature of the pass is wrong');
  });

  test('is checked with the old and the new key during a rotation', () => {
    const ring = keyRingOf([TEST_KEY.publicKey, OTHER_KEY.publicKey]);
    for (const key of [TEST_KEY, OTHER_KEY]) {
      expect(verifyQrPass(signQrPass(TEST_CLAIMS, key), ring)).toMatchObject({
        kind: 'authentic',
        key: key.id,
      });
    }
  });

  const header = COSE.subarray(3, 16);
  const payload = COSE.subarray(19, COSE.length - 66);
  const signature = COSE.subarray(COSE.length - 64);
  const es256 = encode(new Map<number, unknown>([[1, -7], [4, header.subarray(5)]])); // prettier-ignore
  const deep = Uint8Array.from([...new Array<number>(300).fill(0x81), 0x00]);

  test.each([
    ['too long', new Uint8Array(400), 'longer than 512 characters'],
    ['not CBOR', Uint8Array.from([0xff]), 'its CBOR is wrong'],
    ['nested deep', deep, 'nested too deep'],
    [
      'of another tag',
      encode(new Tagged(17, [header, new Map(), payload, signature])),
      'tag not supported (17)',
    ],
    ['untagged', encode([header, new Map(), payload, signature]), 'it is not a COSE_Sign1'],
    ['of a plain number', encode(7), 'it is not a COSE_Sign1'],
    ['of too few parts', encode(new Tagged(18, [header, new Map(), payload])), 'it is not a COSE_Sign1'],
    [
      'of too many parts',
      encode(new Tagged(18, [header, new Map(), payload, signature, 1])),
      'accepted form',
    ],
    [
      'with an open header',
      encode(new Tagged(18, [header, new Map([[4, 1]]), payload, signature])),
      'accepted form',
    ],
    ['of another algorithm', encode(new Tagged(18, [es256, new Map(), payload, signature])), 'not EdDSA'],
    [
      'of a bad header',
      encode(new Tagged(18, [encode(1), new Map(), payload, signature])),
      'header is not a map',
    ],
    [
      'without key id',
      encode(new Tagged(18, [encode(new Map([[1, -8]])), new Map(), payload, signature])),
      'key id',
    ],
    [
      'of a short signature',
      encode(new Tagged(18, [header, new Map(), payload, signature.subarray(3)])),
      '64 bytes',
    ],
    ['of bytes behind', Uint8Array.from([...COSE, 0]), 'too many terminals'],
    ['of an indefinite array', Uint8Array.from([0xd2, 0x9f, ...COSE.subarray(2), 0xff]), 'its CBOR is wrong'],
    ['of a long-winded length', Uint8Array.from([0xd2, 0x98, 4, ...COSE.subarray(2)]), 'its CBOR is wrong'],
  ])('%s is forged and says why', (_name, cose, problem) => {
    expect(problemOf(textOf(cose))).toContain(problem);
  });

  test.each<[string, object]>([
    ['"iss"', { issuer: 7 }],
    ['"iss"', { issuer: 'a\u0007b' }],
    ['"pass"', { pass: 'P 1' }],
    ['"compound"', { compound: '' }],
    ['"kind"', { kind: 'king' }],
    ['"nbf"', { notBefore: -5000 }],
    ['"exp"', { expires: 9e15 }],
  ])('with a wrong claim %s is refused although it is signed', (claim, change) => {
    expect(problemOf(signQrPass({ ...TEST_CLAIMS, ...change }, TEST_KEY))).toContain(claim);
  });
});

function flipped(code: number, bit: number): string {
  return String.fromCharCode(code ^ (1 << bit));
}
