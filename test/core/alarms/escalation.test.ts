import { describe, expect, test } from 'vitest';
import { ALARM_KINDS, type RaisedAlarmKind } from '#core/alarms/alarm-kinds.js';
import { newAlarm, stepAlarm, type AlarmLife } from '#core/alarms/alarm-life.js';
import { escalationDue, nextEscalationAt } from '#core/alarms/escalation.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { ManualClock } from '../../support/manual-clock.js';

const clock = new ManualClock();
const START = clock.now();
const fever = newAlarm('fever-confirmed', START);
const done = (life: AlarmLife): AlarmLife => stepAlarm(life, { kind: 'escalate', at: START });

describe('An urgent alarm that nobody acknowledges', () => {
  test('goes to all controllers after 60 seconds and to the channel after 180', () => {
    expect(escalationDue(fever, START + 60 * SECOND - 1)).toEqual([]);
    expect(escalationDue(fever, START + 60 * SECOND)).toEqual(['controllers']);
    const once = done(fever);
    expect(escalationDue(once, START + 180 * SECOND - 1)).toEqual([]);
    expect(escalationDue(once, START + 180 * SECOND)).toEqual(['channel']);
    expect(escalationDue(done(once), START + 60 * MINUTE)).toEqual([]);
  });

  test('goes to both when nobody could look in between', () => {
    expect(escalationDue(fever, START + 10 * MINUTE)).toEqual(['controllers', 'channel']);
  });

  test('is looked at exactly when a step falls due', async () => {
    const told: [string, number][] = [];
    let life = fever;
    const look = (): void => {
      for (const step of escalationDue(life, clock.now())) {
        told.push([step, clock.now() - START]);
        life = stepAlarm(life, { kind: 'escalate', at: clock.now() });
      }
      const next = nextEscalationAt(life, clock.now());
      if (next !== null) clock.after(next - clock.now(), look);
    };
    look();
    await clock.advance(60 * MINUTE);
    expect(told).toEqual([
      ['controllers', 60 * SECOND],
      ['channel', 180 * SECOND],
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('waits again from its return when it had gone back to normal', () => {
    const back = stepAlarm(done(fever), { kind: 'clear', at: START + 90 * SECOND });
    expect(escalationDue(back, START + 10 * MINUTE)).toEqual([]);
    const again = stepAlarm(back, { kind: 'recur', at: START + 10 * MINUTE });
    expect(nextEscalationAt(again, START + 10 * MINUTE)).toBe(START + 11 * MINUTE);
  });
});

describe('Nothing is escalated', () => {
  test.each<[string, AlarmLife]>([
    ['that somebody has acknowledged', stepAlarm(fever, { kind: 'acknowledge', by: 'li', at: START })],
    ['that is resolved', stepAlarm(fever, { kind: 'resolve', by: 'li', at: START, outcome: 'handled', note: '' })],
    ['that is put aside', stepAlarm(fever, { kind: 'shelve', by: 'li', at: START, reason: 'waiting', until: START + 60 * MINUTE })],
    ['that went back to normal', stepAlarm(fever, { kind: 'clear', at: START })],
    ['that is not urgent', newAlarm('overdue-return', START)],
  ])('%s', (_what, life) => {
    expect(escalationDue(life, START + 10 * MINUTE)).toEqual([]);
    expect(nextEscalationAt(life, START)).toBeNull();
  }); // prettier-ignore

  test('but the kinds of high severity', () => {
    const kinds = Object.keys(ALARM_KINDS) as RaisedAlarmKind[];
    const urgent = kinds.filter((kind) => escalationDue(newAlarm(kind, START), START + MINUTE).length > 0);
    expect(urgent).toEqual(['fever-confirmed', 'emergency', 'isolation-breach']);
  });
});
