import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALARM_KINDS, type RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import { FLOOD_WINDOW, floodOf, type ListedAlarm } from '#core/alarms/alarm-flood.js';
import { gateId } from '#core/units/ids.js';
import { MINUTE } from '#core/units/instant.js';

const NOW = Date.UTC(2022, 3, 4, 2);

function alarms(count: number, change: Partial<ListedAlarm> = {}): ListedAlarm[] {
  return Array.from({ length: count }, (_, index) => {
    return { id: index + 1, kind: 'overdue-return', gate: gateId('north'), raisedAt: NOW - index, ...change };
  });
}

describe('A flood of alarms', () => {
  test('begins with the eleventh in ten minutes', () => {
    expect(floodOf(alarms(10), NOW)).toMatchObject({ isFlood: false, rate: 10 });
    expect(floodOf(alarms(10), NOW).groups).toHaveLength(10);
    expect(floodOf(alarms(11), NOW)).toMatchObject({ isFlood: true, rate: 11 });
    expect(floodOf(alarms(11), NOW).groups).toHaveLength(1);
    expect(floodOf(alarms(11, { raisedAt: NOW - FLOOD_WINDOW }), NOW)).toMatchObject({
      isFlood: false,
      rate: 0,
    });
  });

  test('is grouped by gate and kind, and every fever keeps its own row', () => {
    const south = alarms(4, { gate: gateId('south') });
    const fevers = alarms(3, { kind: 'fever-confirmed' }).map((one) => ({ ...one, id: one.id + 100 }));
    const { groups } = floodOf([...alarms(8), ...south, ...fevers], NOW);
    expect(groups.map(({ gate, kind, alarms: some }) => [gate, kind, some.length])).toEqual([
      ['north', 'overdue-return', 8],
      ['south', 'overdue-return', 4],
      ['north', 'fever-confirmed', 1],
      ['north', 'fever-confirmed', 1],
      ['north', 'fever-confirmed', 1],
    ]);
  });

  test('loses no alarm and shows none twice', () => {
    const kinds = Object.keys(ALARM_KINDS) as RaisedAlarmKind[];
    const one = fc.record({
      kind: fc.constantFrom(...kinds),
      gate: fc.constantFrom('north', 'south').map(gateId),
      raisedAt: fc.integer({ min: NOW - 20 * MINUTE, max: NOW }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 40 }), (some) => {
        const listed = some.map((alarm, index) => ({ ...alarm, id: index }));
        const { groups } = floodOf(listed, NOW);
        const shown = groups.flatMap((group) => group.alarms.map(({ id }) => id));
        expect(shown.sort((a, b) => a - b)).toEqual(listed.map(({ id }) => id));
      }),
    );
  });
});
