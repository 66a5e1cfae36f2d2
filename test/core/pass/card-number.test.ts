import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normaliseCard } from '#core/pass/card-number.js';

describe('a card number', () => {
  it.each([
    ['1F00644BB6', '1F00644BB6'],
    ['1f:00:64:4b:b6', '1F00644BB6'],
    [' 04 a1 b2 c3 ', '04A1B2C3'],
    ['０４Ａ１Ｂ２Ｃ３', '04A1B2C3'],
    ['0006563254', '0006563254'],
    ['a'.repeat(64), 'A'.repeat(64)],
  ])('%j is %s', (text, card) => {
    expect(normaliseCard(text)).toBe(card);
  });

  it.each(['', '12345', '1F00644BBG', '0x1F00644BB6', 'a'.repeat(65), '-'.repeat(200)])(
    'is not %j',
    (text) => {
      expect(normaliseCard(text)).toBeNull();
    },
  );

  it('is the same when it is read again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 140 }), (text) => {
        const card = normaliseCard(text);
        if (card !== null) expect(normaliseCard(card)).toBe(card);
      }),
    );
  });
});
