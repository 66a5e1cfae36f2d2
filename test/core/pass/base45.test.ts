import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase45, encodeBase45 } from '#core/pass/base45.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('Base45', () => {
  test.each([
    ['AB', 'BB8'],
    ['Hello!!', '%69 VD92EX0'],
    ['base-45', 'UJCLQE7W581'],
    ['ietf!', 'QED8WEX0'],
    ['', ''],
  ])('writes and reads the RFC 9285 example %j', (text, encoded) => {
    expect(encodeBase45(bytesOf(text))).toBe(encoded);
    expect(decodeBase45(encoded)).toEqual(bytesOf(text));
  });

  test('reads back whatever it writes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(decodeBase45(encodeBase45(bytes))).toEqual(bytes);
      }),
    );
  });

  test('never ends in a space, so a scanner can not eat or add one unnoticed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        expect(encodeBase45(bytes)).toMatch(/[0-9A-W]$/);
      }),
    );
  });

  test('accepts at most one text for each sequence of bytes', () => {
    const texts = fc.string({ unit: fc.constantFrom(...Array.from('0AGWZ $%*+-./:a')), maxLength: 9 });
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = decodedOrNull(text);
        if (bytes !== null) expect(encodeBase45(bytes)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test.each([
    ['A', 'its length 1'],
    ['BB8A', 'its length 4'],
    [':::', 'the group at character 1 is too large'],
    ['BB8GGW', 'the group at character 4 is too large'],
    ['BB8::', 'the last group at character 4 is too large'],
    ['bb8', 'character 2 is not one of Base45'],
    ['BB8\n', 'its length 4'],
    ['ＢＢ８', 'is not one of Base45'],
    ['B\u00008', 'character 2 is not one of Base45'],
  ])('refuses %j and says where', async (text, problem) => {
    const error = await expectGateError(() => decodeBase45(text), 'pass-text-invalid');
    expect(error.message).toContain(problem);
  });
});

function decodedOrNull(text: string): Uint8Array | null {
  try {
    return decodeBase45(text);
  } catch {
    return null;
  }
}
