import { expect, it } from 'vitest';
import { compareFlats } from '#core/print/flat-order.js';

it('orders flats by building, unit and room as numbers, those of no flat last', () => {
  const flats = ['3-10-101', null, '3-2-1001', '12-1-101', '3-2-501', '3-2-501b', 'a-1-101', '3-1-502'];
  expect(flats.toSorted(compareFlats)).toEqual([
    '3-1-502',
    '3-2-501',
    '3-2-501b',
    '3-2-1001',
    '3-10-101',
    '12-1-101',
    'a-1-101',
    null,
  ]);
});
