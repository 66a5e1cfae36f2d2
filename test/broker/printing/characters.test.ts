import { describe, expect, it } from 'vitest';
import { WARNING_LIMIT } from '#core/api/printing.js';
import { KnownCharacters, namedCharacters } from '#broker/printing/known-characters.js';
import { missingCharacters } from '#broker/printing/missing-characters.js';
import type { PrintFont } from '#broker/printing/print-font.js';
import type { PrintOrder } from '#broker/printing/print-order.js';
import { printedPass } from '../../support/printed-passes.js';

function fontOf(chars: string): PrintFont {
  const known = new Set(Array.from(chars, (char) => char.codePointAt(0)));
  return { bytes: new Uint8Array(), face: '', has: (codePoint) => known.has(codePoint) };
}

function orderOf(names: readonly (string | null)[], compound = '王园'): PrintOrder {
  return {
    compound,
    passes: names.map((name, index) => printedPass(index + 1, { name })),
    layout: { template: 'card', single: false, startAt: 1, offset: { x: 0, y: 0 } },
    fontPath: '',
    printedAt: 0,
    printedOn: '2026-01-05',
    sheetsPath: '',
    signaturesPath: null,
  };
}

describe('characters a font does not have', () => {
  const characters = new KnownCharacters(fontOf('王园芳〓'));

  it('are replaced by a mark that shows, those beyond 16 bits too', () => {
    expect(characters.printable('王𠮷芳㐂')).toBe('王〓芳〓');
    expect(new KnownCharacters(fontOf('王')).printable('王㐂')).toBe('王?');
  });

  it('are named with their number', () => {
    expect(characters.missing('王𠮷芳㐂𠮷')).toEqual(['𠮷', '㐂']);
    expect(namedCharacters(['𠮷', '㐂'])).toBe('𠮷 (U+20BB7), 㐂 (U+3402)');
  });

  it('are reported for each pass, without the name', () => {
    expect(missingCharacters(orderOf(['王芳', '王㐂', null]), characters)).toEqual([
      'the name on pass p-2 is not complete, the font has no 㐂 (U+3402)',
    ]);
    const [first] = missingCharacters(orderOf([], '王𠮷园'), characters);
    expect(first).toBe('the name of the compound is not complete, the font has no 𠮷 (U+20BB7)');
  });

  it('are not reported without end', () => {
    const warnings = missingCharacters(orderOf(Array.from({ length: 300 }, () => '㐂')), characters);
    expect(warnings).toHaveLength(WARNING_LIMIT);
    expect(warnings.at(-1)).toBe('and 201 more names');
  });
});
