import { describe, expect, test } from 'vitest';
import { normaliseFlat } from '#core/pass/flat.js';

describe('A typed flat', () => {
  test.each([
    '3-2-501',
    '3 2 501',
    ' 3  2  501 ',
    '3.2.501',
    '3/2/501',
    '3－2－501',
    '３－２－５０１',
    '３　２　５０１',
    '3—2—501',
    '3栋2单元501',
    '3栋2单元501室',
    '3号楼2单元501号',
    '3幢-2门-501户',
    '3，2，501',
  ])('%j is 3-2-501', (text) => {
    expect(normaliseFlat(text)).toBe('3-2-501');
  });

  test('keeps letters, in lower case', () => {
    expect(normaliseFlat('A2-1-12B')).toBe('a2-1-12b');
  });

  test.each([
    '',
    '501',
    '3-2',
    '3-2-501-1',
    '32501',
    '3-2-',
    '--',
    '三-2-501',
    '3-2-5*1',
    '3-2-'.padEnd(60, '1'),
  ])('%j is none', (text) => {
    expect(normaliseFlat(text)).toBeNull();
  });
});
