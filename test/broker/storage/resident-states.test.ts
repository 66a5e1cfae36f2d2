import { describe, expect, it } from 'vitest';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { compoundId, passId } from '#core/units/ids.js';
import { BatchStates } from '#broker/ledger/batch-states.js';
import type { StateChange } from '#broker/ledger/ledger-store.js';
import { ResidentStates } from '#broker/storage/resident-states.js';

const GARDEN = compoundId('garden');
const RIVER = compoundId('river');

function change(key: string, lastEntry: number): StateChange {
  return { compound: GARDEN, key, state: { ...EMPTY_STATE, charges: [lastEntry] }, lastEntry };
}

describe('resident states', () => {
  it('keep a state in memory over what the database says later', () => {
    const states = new ResidentStates({ capacity: 100 });
    states.changed(change('1-1-101', 7));
    states.read(change('1-1-101', 3));
    expect(states.find(GARDEN, '1-1-101')?.lastEntry).toBe(7);
  });

  it('are saved in the order of their keys', () => {
    const states = new ResidentStates({ capacity: 100 });
    for (const [index, key] of ['2-1-101', '1-1-102', '1-1-101'].entries())
      states.changed(change(key, index + 1));
    expect(states.toSave().map(({ key }) => key)).toEqual(['1-1-101', '1-1-102', '2-1-101']);
  });

  it('save again a state that was changed while it was being saved', () => {
    const states = new ResidentStates({ capacity: 100 });
    states.changed(change('1-1-101', 1));
    states.changed(change('1-1-102', 2));
    const saving = states.toSave();
    states.changed(change('1-1-101', 3));
    states.saved(saving);
    expect(states.toSave()).toEqual([change('1-1-101', 3)]);
  });

  it('share one object among all households that are at home and owe nothing, and no other', () => {
    const states = new ResidentStates({ capacity: 100 });
    const empty = (): StateChange['state'] => ({ outings: [], charges: [], screening: {} });
    const fevered = { ...empty(), screening: { [passId('p-1')]: { suspectedAt: 5, implausible: 0 } } };
    const excepted = { ...empty(), usedExceptions: [] };
    states.changed({ compound: GARDEN, key: '1-1-101', state: empty(), lastEntry: 1 });
    states.read({ compound: GARDEN, key: '1-1-102', state: empty(), lastEntry: 2 });
    states.read({ compound: GARDEN, key: '1-1-103', state: fevered, lastEntry: 3 });
    states.read({ compound: GARDEN, key: '1-1-104', state: excepted, lastEntry: 4 });
    expect(states.find(GARDEN, '1-1-101')?.state).toBe(EMPTY_STATE);
    expect(states.find(GARDEN, '1-1-102')?.state).toBe(EMPTY_STATE);
    expect(states.find(GARDEN, '1-1-103')?.state).toBe(fevered);
    expect(states.find(GARDEN, '1-1-104')?.state).toBe(excepted);
  });

  it('name a state once, however often it was changed', () => {
    const states = new ResidentStates({ capacity: 100 });
    for (let entry = 1; entry <= 5; entry += 1) states.changed(change('1-1-101', entry));
    expect(states.toSave()).toEqual([change('1-1-101', 5)]);
  });

  it('make room among the saved ones, the oldest first, and never forget one that is not saved', () => {
    const states = new ResidentStates({ capacity: 3 });
    states.changed(change('1-1-101', 1));
    states.read(change('1-1-102', 0));
    states.read(change('1-1-103', 0));
    states.read(change('1-1-104', 0));
    expect(states.size).toBe(3);
    expect(states.find(GARDEN, '1-1-101')?.lastEntry).toBe(1);
    expect(states.find(GARDEN, '1-1-102')).toBeUndefined();
  });

  it('never forget one that is decided on and not written', () => {
    const states = new ResidentStates({ capacity: 2 });
    const slot = states.read(change('1-1-101', 1));
    const batch = new BatchStates();
    batch.put(slot, change('1-1-101', 2));
    for (const key of ['1-1-102', '1-1-103', '1-1-104']) states.read(change(key, 0));
    expect(states.find(GARDEN, '1-1-101')).toBe(slot);
    for (const decided of batch.changes()) states.written(decided);
    expect(states.find(GARDEN, '1-1-101')).toMatchObject({ lastEntry: 2, decided: null });
    expect(states.toSave()).toEqual([change('1-1-101', 2)]);
  });

  it('tell of a state that has made room that it is no longer the one', () => {
    const states = new ResidentStates({ capacity: 1 });
    const slot = states.read(change('1-1-101', 1));
    states.read(change('1-1-102', 1));
    expect(slot.isResident).toBe(false);
    expect(states.read(slot)).toMatchObject({ isResident: true, lastEntry: 1 });
  });

  it('keep the first state of a compound when others fill the memory', () => {
    const states = new ResidentStates({ capacity: 2 });
    states.read(change('1-1-101', 0));
    states.read(change('1-1-102', 0));
    states.changed({ ...change('1-1-101', 5), compound: RIVER });
    expect(states.find(RIVER, '1-1-101')?.lastEntry).toBe(5);
    expect(states.toSave()).toHaveLength(1);
    expect(states.size).toBe(2);
  });

  it('find room behind households that are never saved when somebody looks', () => {
    const states = new ResidentStates({ capacity: 40 });
    for (let room = 1; room <= 20; room += 1) states.changed(change(`busy-${room}`, room));
    for (let room = 1; room <= 500; room += 1) states.read(change(`once-${room}`, 0));
    expect(states.size).toBeLessThanOrEqual(60);
    for (let room = 1; room <= 20; room += 1)
      expect(states.find(GARDEN, `busy-${room}`)?.lastEntry).toBe(room);
  });

  it('go back to their bound once all is saved', () => {
    const states = new ResidentStates({ capacity: 10 });
    for (let room = 1; room <= 30; room += 1) states.changed(change(`busy-${room}`, room));
    expect(states.size).toBe(30);
    states.saved(states.toSave());
    for (let room = 1; room <= 5; room += 1) states.read(change(`once-${room}`, 0));
    expect(states.size).toBe(10);
  });

  it('forget a compound whole', () => {
    const states = new ResidentStates({ capacity: 100 });
    states.changed(change('1-1-101', 1));
    states.changed({ ...change('1-1-101', 2), compound: RIVER });
    states.forget(GARDEN);
    expect(states.find(GARDEN, '1-1-101')).toBeUndefined();
    expect(states.toSave().map(({ compound }) => compound)).toEqual([RIVER]);
    expect(states.size).toBe(1);
  });

  it('keep to their bound after a compound was forgotten, and lose nothing of the others to it', () => {
    const states = new ResidentStates({ capacity: 3 });
    for (const key of ['1-1-101', '1-1-102']) states.read(change(key, 0));
    states.read({ ...change('1-1-101', 1), compound: RIVER });
    states.forget(GARDEN);
    for (const key of ['1-1-101', '1-1-102']) states.read(change(key, 2));
    expect(states.find(RIVER, '1-1-101')?.lastEntry).toBe(1);
    states.read(change('1-1-103', 2));
    expect([states.size, states.find(RIVER, '1-1-101')]).toEqual([3, undefined]);
  });
});
