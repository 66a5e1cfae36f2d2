import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { newShortCode, normaliseShortCode, printedShortCode } from '#core/pass/short-code.js';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const codes = fc
  .uint8Array({ minLength: 7, maxLength: 7 })
  .map((bytes) => newShortCode({ ...systemEntropy, bytes: () => bytes }));

describe('A short printed code', () => {
  test('has eight characters without look-alikes and is its own normal form', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{8}$/);
        expect(normaliseShortCode(code)).toBe(code);
      }),
    );
  });

  test('is refused after any single wrong character', () => {
    fc.assert(
      fc.property(codes, (code) => {
        for (let at = 0; at < code.length; at += 1) {
          for (const other of ALPHABET) {
            if (other === code.charAt(at)) continue;
            expect(normaliseShortCode(code.slice(0, at) + other + code.slice(at + 1))).toBeNull();
          }
        }
      }),
      { numRuns: 50 },
    );
  });

  test('is refused after any two characters have changed places', () => {
    fc.assert(
      fc.property(codes, (code) => {
        for (let a = 0; a < code.length; a += 1) {
          for (let b = a + 1; b < code.length; b += 1) {
            if (code.charAt(a) !== code.charAt(b)) expect(normaliseShortCode(swapped(code, a, b))).toBeNull();
          }
        }
      }),
    );
  });

  test('is refused with a character missing or too many', () => {
    fc.assert(
      fc.property(codes, fc.nat(7), fc.constantFrom(...Array.from(ALPHABET)), (code, at, extra) => {
        expect(normaliseShortCode(code.slice(0, at) + code.slice(at + 1))).toBeNull();
        expect(normaliseShortCode(code.slice(0, at) + extra + code.slice(at))).toBeNull();
      }),
    );
  });

  test('differs from the one before', () => {
    const made = new Set(Array.from({ length: 200 }, () => newShortCode(systemEntropy)));
    expect(made.size).toBe(200);
  });
});

describe('A typed code', () => {
  const code = codeWithDigits();

  test.each([
    ['as printed', printedShortCode(code)],
    ['in small letters', code.toLowerCase()],
    ['with spaces', ` ${code.slice(0, 2)} ${code.slice(2)} `],
    ['with a long dash', `${code.slice(0, 4)}–${code.slice(4)}`],
    ['in full width', fullWidth(printedShortCode(code))],
    ['with O for zero', code.replaceAll('0', 'o')],
    ['with L for one', code.replaceAll('1', 'l')],
    ['with I for one', code.replaceAll('1', 'I')],
  ])('is understood %s', (_how, text) => {
    expect(normaliseShortCode(text)).toBe(code);
  });

  test.each(['', '-', 'UUUUUUUU', '1234567!', '３－２－５０１', 'A'.repeat(5000)])('%j is none', (text) => {
    expect(normaliseShortCode(text)).toBeNull();
  });

  test('is printed in two groups', () => {
    expect(printedShortCode('7F3K2QDM')).toBe('7F3K-2QDM');
  });
});

/** A code with a zero and a one, so that their look-alikes can be tried. */
function codeWithDigits(): string {
  return newShortCode({ ...systemEntropy, bytes: () => Uint8Array.from([0, 1, 10, 20, 30, 0, 1]) });
}

function swapped(code: string, a: number, b: number): string {
  const parts = code.split('');
  [parts[a], parts[b]] = [code.charAt(b), code.charAt(a)];
  return parts.join('');
}

function fullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
}
