import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { compoundId } from '#core/units/ids.js';
import type { StateChange } from '#broker/ledger/ledger-store.js';
import { ResidentStates } from '#broker/storage/resident-states.js';

const GARDEN = compoundId('garden');
const RIVER = compoundId('river');

function change(key: string, lastEntry: number): StateChange {
  return { compound: GARDEN, key, state: { ...EMPTY_STATE, charges: [lastEntry] }, lastEntry };
}

describe('resident states', () => {
  it('keep a state in memory over what the database says later', () => {
    const states = new ResidentStates();
    states.changed(change('1-1-101', 7));
    states.read(change('1-1-101', 3));
    expect(states.find(GARDEN, '1-1-101')?.lastEntry).toBe(7);
  });

  it('are saved in the order of their keys', () => {
    const states = new ResidentStates();
    for (const [index, key] of ['2-1-101', '1-1-102', '1-1-101'].entries())
      states.changed(change(key, index + 1));
    expect(states.toSave().map(({ key }) => key)).toEqual(['1-1-101', '1-1-102', '2-1-101']);
  });

  it('save again a state that was changed while it was being saved', () => {
    const states = new ResidentStates();
    states.changed(change('1-1-101', 1));
    states.changed(change('1-1-102', 2));
    const saving = states.toSave();
    states.changed(change('1-1-101', 3));
    states.saved(saving);
    expect(states.toSave()).toEqual([change('1-1-101', 3)]);
  });

  it('name a state once, however often it was changed', () => {
    const states = new ResidentStates();
    for (let entry = 1; entry <= 5; entry += 1) states.changed(change('1-1-101', entry));
    expect(states.toSave()).toEqual([change('1-1-101', 5)]);
  });

  it('make room among the saved ones, the oldest first, and never forget one that is not saved', () => {
    const states = new ResidentStates(3);
    states.changed(change('1-1-101', 1));
    states.read(change('1-1-102', 0));
    states.read(change('1-1-103', 0));
    states.read(change('1-1-104', 0));
    expect(states.size).toBe(3);
    expect(states.find(GARDEN, '1-1-101')?.lastEntry).toBe(1);
    expect(states.find(GARDEN, '1-1-102')).toBeUndefined();
  });

  it('forget a compound whole', () => {
    const states = new ResidentStates();
    states.changed(change('1-1-101', 1));
    states.changed({ ...change('1-1-101', 2), compound: RIVER });
    states.forget(GARDEN);
    expect(states.find(GARDEN, '1-1-101')).toBeUndefined();
    expect(states.toSave().map(({ compound }) => compound)).toEqual([RIVER]);
    expect(states.size).toBe(1);
  });
});
