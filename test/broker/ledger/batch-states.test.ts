import { describe, expect, it } from 'vitest';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { compoundId } from '#core/units/ids.js';
import { BatchStates } from '#broker/ledger/batch-states.js';
import { StateSlot } from '#broker/ledger/state-slot.js';

const after = (entry: number): { state: HouseholdState; lastEntry: number } => ({
  state: { ...EMPTY_STATE, charges: [entry] },
  lastEntry: entry,
});

function slotAfter(entry: number): StateSlot {
  return new StateSlot({ compound: compoundId('garden'), key: '1-1-101', ...after(entry) });
}

const endOf = (batch: BatchStates): void => {
  for (const change of batch.changes()) change.end();
};

describe('the states of a batch', () => {
  it('stand on top of what is committed, and change it for nobody else', () => {
    const slot = slotAfter(1);
    new BatchStates().put(slot, after(2));
    expect(slot.current.lastEntry).toBe(2);
    expect(slot).toMatchObject(after(1));
  });

  it('are one change a household, with what its last entry has left', () => {
    const slot = slotAfter(1);
    const batch = new BatchStates();
    batch.put(slot, after(2));
    batch.put(slot, after(3));
    expect(batch.changes()).toHaveLength(1);
    expect(batch.changes()[0]).toMatchObject({ compound: 'garden', key: '1-1-101', ...after(3) });
  });

  it('go back to what the batch before has decided when they are withdrawn while that is written', () => {
    const slot = slotAfter(1);
    const [before, own] = [new BatchStates(), new BatchStates()];
    before.put(slot, after(2));
    own.put(slot, after(3));
    own.withdraw();
    expect(slot.current.lastEntry).toBe(2);
    endOf(before);
    expect(slot.decided).toBeNull();
  });

  it('leave nothing on top of what is committed once both batches are over, in whatever order', () => {
    for (const isBeforeFirst of [true, false]) {
      const slot = slotAfter(1);
      const [before, own] = [new BatchStates(), new BatchStates()];
      before.put(slot, after(2));
      own.put(slot, after(3));
      endOf(isBeforeFirst ? before : own);
      expect(slot.current.lastEntry).toBe(isBeforeFirst ? 3 : 2);
      endOf(isBeforeFirst ? own : before);
      expect(slot.decided).toBeNull();
    }
  });
});
