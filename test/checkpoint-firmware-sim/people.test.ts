import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { householdId } from '#core/units/ids.js';
import { forged } from '#sim/forged-pass.js';
import { BODIES, credentialFor, drawnBody, skinOf } from '#sim/people.js';
import { seededEntropy } from '#sim/seeded-entropy.js';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';

/** Base45 by the book (RFC 9285): the bytes, or null for a text that is not valid. */
function decoded(text: string): number[] | null {
  const bytes: number[] = [];
  for (let place = 0; place < text.length; place += 3) {
    const group = Array.from(text.slice(place, place + 3), (character) => ALPHABET.indexOf(character));
    const value = group.reduce((sum, digit, index) => sum + digit * 45 ** index, 0);
    if (group.length === 1 || group.includes(-1)) return null;
    if (value > (group.length === 3 ? 0xffff : 0xff)) return null;
    bytes.push(...(group.length === 3 ? [value >> 8, value & 0xff] : [value]));
  }
  return bytes;
}

function encoded(bytes: Uint8Array): string {
  let text = '';
  for (let place = 0; place < bytes.length; place += 2) {
    const pair = [...bytes.subarray(place, place + 2)];
    let value = pair.reduce((sum, byte) => sum * 256 + byte, 0);
    for (let digit = 0; digit <= pair.length; digit += 1) {
      text += ALPHABET[value % 45] ?? '';
      value = Math.floor(value / 45);
    }
  }
  return text;
}

describe('people', () => {
  it('have a forehead that follows the weather', () => {
    expect(skinOf(36.5, 21.3)).toBe(34.1);
    expect(skinOf(36.5, 36.5)).toBe(36.5);
    expect(skinOf(36.5, -5)).toBeLessThan(31);
    expect(skinOf(39, 21.3)).toBeGreaterThan(skinOf(36.5, 21.3));
  });

  it('come with temperatures on the right side of the fever threshold', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const entropy = seededEntropy(seed);
        expect(drawnBody(BODIES.healthy, entropy)).toBeLessThan(37.3);
        expect(drawnBody(BODIES.feverish, entropy)).toBeGreaterThanOrEqual(38);
        expect(drawnBody(BODIES.chilled, entropy)).toBeLessThan(35);
      }),
    );
  });

  it('show what the reader can take, elderly ones the paper code first', () => {
    const household = {
      household: householdId('3-2-501'),
      credentials: [
        { kind: 'qr' as const, value: 'GP1:A' },
        { kind: 'code' as const, value: '7K3M-Q2XA' },
      ],
      kind: 'purchase' as const,
      elderly: false,
    };
    expect(credentialFor(household, ['qr', 'code'])?.kind).toBe('qr');
    expect(credentialFor({ ...household, elderly: true }, ['qr', 'code'])?.kind).toBe('code');
    expect(credentialFor({ ...household, elderly: true }, ['qr'])?.kind).toBe('qr');
    expect(credentialFor(household, ['card'])).toBeNull();
  });
});

describe('a forged pass', () => {
  it('differs in nothing but the signature, and is still valid Base45', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 100, maxLength: 220 }), fc.integer(), (bytes, seed) => {
        const qr = `GP1:${encoded(bytes)}`;
        const fake = forged(qr, seededEntropy(seed)) ?? '';
        const found = decoded(fake.slice(4));
        expect(found).not.toBeNull();
        expect(found).toHaveLength(bytes.length);
        expect(found).not.toEqual([...bytes]);
        expect(found?.slice(0, -64)).toEqual([...bytes.subarray(0, -64)]);
      }),
    );
  });

  it('can not be made of a text without a signature', () => {
    expect(forged('GP1:ABC', seededEntropy(1))).toBeNull();
    expect(forged('HC1:' + 'ABC'.repeat(80), seededEntropy(1))).toBeNull();
  });
});
