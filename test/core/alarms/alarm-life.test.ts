import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALARM_KINDS } from '#core/alarms/alarm-kinds.js';
import {
  alarmState,
  isOpen,
  isShelved,
  LONGEST_SHELVING,
  newAlarm,
  stepAlarm,
  type AlarmAction,
  type AlarmLife,
} from '#core/alarms/alarm-life.js';
import { GateError } from '#core/errors/gate-error.js';
import { HOUR, SECOND } from '#core/units/instant.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const NOW = Date.UTC(2022, 3, 4, 2);
const fever = newAlarm('fever-confirmed', NOW);
const at = (seconds: number): number => NOW + seconds * SECOND;

function after(life: AlarmLife, ...actions: readonly AlarmAction[]): AlarmLife {
  return actions.reduce(stepAlarm, life);
}

const acknowledged: AlarmAction = { kind: 'acknowledge', by: 'li', at: at(20) };
const owned: AlarmAction = { kind: 'own', by: 'wang', at: at(40) };
const resolved: AlarmAction = { kind: 'resolve', by: 'wang', at: at(900), outcome: 'hospital', note: '' };

describe('The life of an alarm', () => {
  test('goes from new over acknowledged and owned to resolved, and says who and when', () => {
    expect(alarmState(fever)).toBe('new');
    expect(alarmState(after(fever, acknowledged))).toBe('acknowledged');
    expect(alarmState(after(fever, acknowledged, owned))).toBe('owned');
    const end = after(fever, acknowledged, owned, resolved);
    expect(alarmState(end)).toBe('resolved');
    expect(end).toMatchObject({
      acknowledged: { by: 'li', at: at(20) },
      owned: { by: 'wang', at: at(40) },
      resolved: { by: 'wang', at: at(900), outcome: 'hospital', note: '' },
    });
    expect(isOpen(end)).toBe(false);
  });

  test('skips no mark: who resolves a new alarm has acknowledged and owned it', () => {
    const end = after(fever, resolved);
    expect(end.acknowledged).toEqual({ by: 'wang', at: at(900) });
    expect(end.owned).toEqual({ by: 'wang', at: at(900) });
  });

  test('keeps the first who acknowledged, and is taken over by the last who owns it', () => {
    const twice = after(fever, acknowledged, { ...acknowledged, by: 'zhao', at: at(21) });
    expect(twice.acknowledged).toEqual({ by: 'li', at: at(20) });
    const over = after(fever, owned, { kind: 'own', by: 'zhao', at: at(60) });
    expect(over.owned).toEqual({ by: 'zhao', at: at(60) });
    expect(over.acknowledged).toEqual({ by: 'wang', at: at(40) });
  });

  test('ends once: who comes too late is told by whom', async () => {
    const end = after(fever, resolved);
    const again = { ...resolved, by: 'zhao' };
    const error = await expectGateError(() => stepAlarm(end, again), 'alarm-refused');
    expect(error.message).toContain('wang has resolved it already');
    expect(stepAlarm(end, { kind: 'clear', at: at(901) })).toBe(end);
  });

  test('is put aside for 8 hours at most, and comes back by itself', async () => {
    const shelve = {
      kind: 'shelve',
      by: 'li',
      at: NOW,
      reason: 'maintenance',
      until: NOW + LONGEST_SHELVING,
    } as const;
    const life = stepAlarm(newAlarm('thermometer-suspect', NOW), shelve);
    expect([isShelved(life, NOW + 8 * HOUR - 1), isShelved(life, NOW + 8 * HOUR)]).toEqual([true, false]);
    expect([isOpen(life), alarmState(life)]).toEqual([true, 'acknowledged']);
    expect(isShelved(stepAlarm(life, { kind: 'unshelve', by: 'li', at: at(1) }), at(2))).toBe(false);
    for (const until of [NOW, NOW - 1, NOW + LONGEST_SHELVING + 1]) {
      await expectGateError(() => stepAlarm(fever, { ...shelve, until }), 'alarm-refused');
    }
  });

  test('that went back to normal stays open until somebody has read it', () => {
    const back = stepAlarm(newAlarm('overdue-return', NOW), { kind: 'clear', at: at(300) });
    expect([isOpen(back), back.clearedAt]).toEqual([true, at(300)]);
    expect(isOpen(stepAlarm(back, { ...acknowledged, at: at(400) }))).toBe(false);
  });

  test('that comes again is one alarm with a number, to be read anew if it had gone', () => {
    const again = { kind: 'recur', at: at(600) } as const;
    const chattering = after(newAlarm('thermometer-suspect', NOW), acknowledged, again);
    expect(chattering).toMatchObject({ times: 2, acknowledged: { by: 'li' }, knownAt: NOW });
    const back = after(
      newAlarm('thermometer-suspect', NOW),
      acknowledged,
      { kind: 'clear', at: at(300) },
      again,
    );
    expect(back).toMatchObject({ times: 2, acknowledged: null, clearedAt: null, knownAt: at(600) });
    expect(isOpen(back)).toBe(true);
  });

  const who = fc.constantFrom('li', 'wang', 'zhao');
  const arbitraryAction: fc.Arbitrary<AlarmAction> = fc.oneof(
    fc.record({ kind: fc.constant('acknowledge' as const), by: who, at: fc.nat() }),
    fc.record({ kind: fc.constant('own' as const), by: who, at: fc.nat() }),
    fc.record({ kind: fc.constant('resolve' as const), by: who, at: fc.nat(), outcome: fc.constant('handled' as const), note: fc.string() }),
    fc.record({ kind: fc.constant('shelve' as const), by: who, at: fc.nat(10), reason: fc.constant('waiting' as const), until: fc.nat(9 * HOUR) }),
    fc.record({ kind: fc.constant('unshelve' as const), by: who, at: fc.nat() }),
    fc.record({ kind: fc.constantFrom('clear' as const, 'recur' as const, 'escalate' as const), at: fc.nat() }),
  ); // prettier-ignore

  test('is always in order, whatever is tried: no mark without those before it, and nothing after the end', () => {
    fc.assert(
      fc.property(fc.array(arbitraryAction, { maxLength: 15 }), (actions) => {
        let life = newAlarm('overdue-return', NOW);
        for (const action of actions) {
          const before = life;
          try {
            life = stepAlarm(life, action);
          } catch (error) {
            expect(error).toBeInstanceOf(GateError);
          }
          if (before.resolved !== null) expect(life).toBe(before);
          if (life.resolved !== null) expect(life.owned).not.toBeNull();
          if (life.owned !== null) expect(life.acknowledged).not.toBeNull();
          expect(isShelved(life, 8 * HOUR + 11)).toBe(false);
        }
        expect(JSON.parse(JSON.stringify(life))).toEqual(life);
      }),
    );
  });
});

describe('The kinds of alarms', () => {
  test('have words of their own in both languages, and an answer', () => {
    const meanings = Object.values(ALARM_KINDS);
    expect(new Set(meanings.flatMap(({ zh, en }) => [zh, en])).size).toBe(2 * meanings.length);
    for (const { answer } of meanings) expect(answer.zh !== '' && answer.en !== '').toBe(true);
  });
});
