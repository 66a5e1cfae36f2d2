import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { householdId, passId } from '#core/units/ids.js';
import { measuredDigest, personDigest, rowHash, type ChainedRow } from '#broker/ledger/chain.js';
import { erasedPart } from '#broker/ledger/entry-parts.js';

const ROW: ChainedRow = {
  seq: 7,
  at: 1_000,
  received_at: 1_010,
  direction: 'out',
  verdict: 'allow',
  reason: 'ok',
  next_at: null,
  decided_by: 'service',
  decided_at: 1_011,
  conflict: 0,
  policy_version: 1,
  book_version: 7,
  effects: 'pO',
  household: householdId('3-2-501'),
  pass: passId('p-501'),
  presentation: '[1,"synced"]',
  reading: '[36.5]',
  trace: 'abcdef',
};

describe('the hash of a ledger row', () => {
  it('changes with every single column, and with the row before', () => {
    const hash = rowHash('before', ROW);
    fc.assert(
      fc.property(fc.constantFrom(...(Object.keys(ROW) as (keyof ChainedRow)[])), (column) => {
        const value = ROW[column];
        const other = typeof value === 'number' ? value + 1 : `${value ?? ''}x`;
        expect(rowHash('before', { ...ROW, [column]: other })).not.toBe(hash);
      }),
    );
    expect(rowHash('another', ROW)).not.toBe(hash);
  });

  it('stays when what was measured is erased', () => {
    const erased = { ...ROW, reading: erasedPart(measuredDigest(ROW)), trace: '' };
    expect(rowHash('before', erased)).toBe(rowHash('before', ROW));
  });

  it('stays when who came is erased', () => {
    const erased = { ...ROW, presentation: erasedPart(personDigest(ROW)), household: null, pass: null };
    expect(rowHash('before', erased)).toBe(rowHash('before', ROW));
    expect(JSON.stringify(erased)).not.toContain('3-2-501');
  });
});
