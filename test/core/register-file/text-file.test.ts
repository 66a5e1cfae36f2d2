import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { detectSeparator } from '#core/register-file/separator.js';
import { decodedPieces, detectEncoding } from '#core/register-file/text-encoding.js';
import { gb18030, utf16 } from '../../support/gb18030.js';
import { anyName } from '../../support/register-people.js';

const TEXT = '户号,姓名\r\n3-2-501,李秀英\r\n3-2-502,王伟\r\n';
const textOf = (bytes: Uint8Array): string => [...decodedPieces(bytes, detectEncoding(bytes))].join('');

describe('the encoding of a file', () => {
  it.each([
    ['utf-8', Buffer.from(TEXT)],
    ['utf-8', Buffer.from(`\uFEFF${TEXT}`)],
    ['gb18030', gb18030(TEXT)],
    ['utf-16le', utf16(TEXT, 'le')],
    ['utf-16be', utf16(TEXT, 'be')],
  ] as const)('is found: %s', (encoding, bytes) => {
    expect(detectEncoding(bytes)).toBe(encoding);
    expect(textOf(bytes)).toBe(TEXT);
  });

  it('of plain ASCII is UTF-8', () => {
    expect(detectEncoding(Buffer.from('household,name\n3-2-501,Ann\n'))).toBe('utf-8');
  });

  it('is still UTF-8 when a character of many is damaged, and the damage shows', () => {
    const bytes = Buffer.concat([Buffer.from(TEXT.repeat(5)), Buffer.from([0xe6, 0x9d]), Buffer.from(TEXT)]);
    expect(detectEncoding(bytes)).toBe('utf-8');
    expect(textOf(bytes)).toContain('\uFFFD');
  });

  it('is told apart for any list of names', () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 200 }), (names) => {
        const text = `户号,姓名\n${names.map((name, at) => `1-1-${at + 1},${name}`).join('\n')}\n`;
        expect(textOf(gb18030(text))).toBe(text);
        expect(textOf(Buffer.from(text))).toBe(text);
      }),
      { numRuns: 50 },
    );
  });

  it('does not break a character that lies across two pieces', () => {
    const text = `x${'李'.repeat(60_000)}`;
    expect(textOf(Buffer.from(text))).toBe(text);
    expect(textOf(gb18030(text))).toBe(text);
  });

  it('is told how far the reading has come', () => {
    const shares: number[] = [];
    const bytes = Buffer.alloc(200 * 1024, 'a');
    for (const piece of decodedPieces(bytes, 'utf-8', (share) => shares.push(share)))
      expect(piece).toBeTypeOf('string');
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((one, other) => one - other));
  });
});

describe('the separator of a file', () => {
  it.each([
    ['户号,姓名\n1-1-1,a\n', ','],
    ['户号\t姓名\n1-1-1\ta, b\n', '\t'],
    ['户号;姓名;备注\n1-1-1;a;x, y, z, w\n1-1-2;b;\n', ';'],
    ['name,notes\nA,"one;two;three;four;five"\nB,"six;seven\n;eight;;;"\n', ','],
    ['姓名\n李梅\n', ','],
    ['', ','],
  ])('of %j is %j', (text, separator) => {
    expect(detectSeparator(text)).toBe(separator);
  });
});
