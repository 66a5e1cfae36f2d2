import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import type { Alarm } from '#core/api/alarms.js';
import { HOUR, MINUTE, SECOND } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { AlarmRegister } from '#broker/alarms/alarm-register.js';
import { escalate } from '#broker/alarms/escalation-watch.js';
import type { Outcome } from '#broker/ledger/arrival.js';
import { ExceptionRegister } from '#broker/register/exception-register.js';
import { HouseholdRegister } from '#broker/register/household-register.js';
import { Eraser } from '#broker/retention/eraser.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);

describeOnEngines('alarms', (engine) => {
  let opened: OpenLedger;
  let clock: ManualClock;
  let alarms: AlarmRegister;
  let told: Alarm[];
  const seqs = new Map<string, number>();

  const present = async (change: Partial<Entry> = {}): Promise<Extract<Outcome, { kind: 'recorded' }>> => {
    const at = clock.now();
    const journal = change.journal ?? JOURNAL;
    const seq = (seqs.get(journal) ?? 0) + 1;
    seqs.set(journal, seq);
    const entry = entryOf({ at, seq, reading: readingOf(36.5, at), ...change });
    const gate = journal === JOURNAL ? NORTH : SOUTH;
    const [outcome] = await ledgerWith(opened.store, clock).decide([{ gate, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error('not recorded');
    return outcome;
  };
  const hot = (bodyC: number, change: Partial<Entry> = {}) =>
    present({ reading: readingOf(bodyC, clock.now()), ...change });
  const emergency = () => present({ purpose: 'emergency' });
  const registerOn = ({ database }: OpenLedger): AlarmRegister =>
    new AlarmRegister({ database, clock, onChange: (alarm) => void told.push(alarm) });
  const escalateNow = () =>
    escalate({
      database: opened.database,
      now: () => clock.now(),
      onChange: (alarm) => void told.push(alarm),
    });
  const firstId = async (): Promise<number> => (await alarms.list())[0]?.id ?? 0;

  beforeEach(async () => {
    seqs.clear();
    told = [];
    opened = await engine.open();
    clock = new ManualClock(MORNING);
    await buildWorld(opened.database);
    alarms = registerOn(opened);
  });
  afterEach(() => opened.close());

  it('carry who acknowledged, owned and resolved them, when, and with which outcome', async () => {
    await emergency();
    const id = await firstId();
    await clock.advance(SECOND);
    expect(await alarms.act(id, { kind: 'acknowledge' }, 'li')).toMatchObject({ state: 'acknowledged' });
    await clock.advance(SECOND);
    await alarms.act(id, { kind: 'own' }, 'wang');
    await clock.advance(SECOND);
    await alarms.act(id, { kind: 'resolve', outcome: 'hospital', note: '已送' }, 'wang');
    expect((await alarms.list())[0]).toMatchObject({
      state: 'resolved',
      acknowledged: { by: 'li', at: MORNING + SECOND },
      owned: { by: 'wang', at: MORNING + 2 * SECOND },
      resolved: { by: 'wang', at: MORNING + 3 * SECOND, outcome: 'hospital', note: '已送' },
    });
    expect((await alarms.events(id)).map(({ by, action }) => `${by ?? 'itself'} ${action}`)).toEqual([
      'li acknowledge',
      'wang own',
      'wang resolve',
    ]);
    expect((await alarms.events(id))[2]?.detail).toEqual({ outcome: 'hospital', note: '已送' });
    expect(told.map(({ state }) => state)).toEqual(['acknowledged', 'owned', 'resolved']);
  });

  it('are not changed by a second click, and what comes after the end is refused', async () => {
    await emergency();
    const id = await firstId();
    await alarms.act(id, { kind: 'acknowledge' }, 'li');
    await alarms.act(id, { kind: 'acknowledge' }, 'wang');
    expect(told).toHaveLength(1);
    expect(await alarms.events(id)).toHaveLength(1);
    await alarms.act(id, { kind: 'resolve', outcome: 'handled', note: '' }, 'li');
    await expectGateError(() => alarms.act(id, { kind: 'own' }, 'wang'), 'alarm-refused');
    await expectGateError(() => alarms.act(id + 99, { kind: 'own' }, 'wang'), 'not-found');
    await expectGateError(() => alarms.events(id + 99), 'not-found');
  });

  it('are put aside for minutes or until a time, and taken back', async () => {
    await emergency();
    const id = await firstId();
    const shelve = { kind: 'shelve', reason: 'waiting' } as const;
    expect(await alarms.act(id, { ...shelve, minutes: 30 }, 'li')).toMatchObject({
      shelved: { by: 'li', reason: 'waiting', until: MORNING + 30 * MINUTE },
      acknowledged: { by: 'li' },
    });
    expect((await alarms.act(id, { kind: 'unshelve' }, 'li')).shelved).toBeNull();
    await expectGateError(
      () => alarms.act(id, { ...shelve, until: MORNING + 9 * HOUR }, 'li'),
      'alarm-refused',
    );
    await expectGateError(() => alarms.act(id, shelve, 'li'), 'request-invalid');
  });

  it('resolved by two people at once are resolved by one of them', async () => {
    await emergency();
    const id = await firstId();
    const resolve = { kind: 'resolve', outcome: 'handled', note: '' } as const;
    const both = await Promise.allSettled(['li', 'wang'].map((user) => alarms.act(id, resolve, user)));
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await alarms.events(id)).filter(({ action }) => action === 'resolve')).toHaveLength(1);
  });

  it('of high severity are escalated after 60 s and 180 s without anybody, each step once', async () => {
    await emergency();
    await clock.advance(60 * SECOND - 1);
    await escalateNow();
    expect(told).toEqual([]);
    await clock.advance(1);
    await Promise.all([escalateNow(), escalateNow()]);
    expect(told.map(({ escalated }) => escalated)).toEqual([1]);
    await clock.advance(120 * SECOND);
    await escalateNow();
    await escalateNow();
    expect(told.map(({ escalated }) => escalated)).toEqual([1, 2]);
    expect(await alarms.events(await firstId())).toMatchObject([
      { by: null, action: 'escalate', detail: { step: 'controllers' } },
      { by: null, action: 'escalate', detail: { step: 'channel' } },
    ]);
  });

  it('catch up on both steps after a restart, and are not escalated once somebody has read them', async () => {
    await emergency();
    await clock.advance(10 * MINUTE);
    opened = await opened.reopen();
    alarms = registerOn(opened);
    await emergency();
    await alarms.act(await firstId(), { kind: 'acknowledge' }, 'li');
    await clock.advance(10 * MINUTE);
    told = [];
    await escalateNow();
    expect(told.map(({ seq, escalated }) => [seq, escalated])).toEqual([
      [1, 1],
      [1, 2],
    ]);
  });

  it('of a suspicion are cleared by a normal reading at another gate, and wait until that is read', async () => {
    const suspected = await hot(38);
    expect(suspected.alarms[0]?.fever).toMatchObject({ phase: 'suspected', readings: [{ bodyC: 38 }] });
    await clock.advance(MINUTE);
    const normal = await hot(36.6, { journal: OTHER_JOURNAL });
    expect(normal.alarms).toMatchObject([
      {
        state: 'cleared',
        gate: NORTH,
        fever: { phase: 'cleared', readings: [{ bodyC: 38 }, { bodyC: 36.6 }] },
      },
    ]);
    const id = normal.alarms[0]?.id ?? 0;
    expect(await alarms.act(id, { kind: 'acknowledge' }, 'li')).toMatchObject({
      state: 'cleared',
      clearedAt: MORNING + MINUTE,
      acknowledged: { by: 'li' },
    });
    expect((await alarms.events(id)).map(({ action }) => action)).toEqual(['clear', 'acknowledge']);
  });

  it('of a case confirmed at another gate carry both readings, and flag the household until somebody resolves it', async () => {
    const tools = { database: opened.database, clock, ledger: opened.store };
    const flagged = async () => (await new HouseholdRegister(tools).get(GARDEN, FLAT)).feverAlarm;
    await hot(38);
    await clock.advance(MINUTE);
    expect(await flagged()).toBeNull();
    const confirmed = await hot(38.4, { journal: OTHER_JOURNAL });
    expect(confirmed.alarms).toMatchObject([
      { kind: 'fever-suspected', state: 'cleared' },
      {
        kind: 'fever-confirmed',
        gate: SOUTH,
        state: 'new',
        fever: { phase: 'confirmed', openedAt: MORNING, readings: [{ bodyC: 38 }, { bodyC: 38.4 }] },
      },
    ]);
    const id = confirmed.alarms[1]?.id ?? 0;
    expect(await flagged()).toBe(id);
    await alarms.act(id, { kind: 'resolve', outcome: 'hospital', note: '' }, 'li');
    expect(await flagged()).toBeNull();
  });

  it('are raised when two gates without a link have let the same household out', async () => {
    const local = { verdict: 'allow', reason: 'ok', bookVersion: 7, decidedAt: MORNING } as const;
    expect((await present({ local })).alarms).toEqual([]);
    const second = await present({ local, journal: OTHER_JOURNAL });
    expect(second.alarms).toMatchObject([
      { kind: 'double-outing', severity: 'medium', gate: SOUTH, household: FLAT },
    ]);
  });

  it('of a kept entry are escalated from when it came, not from when it happened', async () => {
    const at = clock.now() - HOUR;
    const outcome = await present({
      at,
      purpose: 'emergency',
      local: { verdict: 'allow', reason: 'emergency', bookVersion: 7, decidedAt: at },
    });
    expect(outcome.alarms).toMatchObject([{ raisedAt: at, knownAt: MORNING }]);
    await escalateNow();
    expect(told).toEqual([]);
  });

  it('lose what was measured, and whose they were, when that is erased', async () => {
    await hot(38);
    const id = await firstId();
    await alarms.act(id, { kind: 'resolve', outcome: 'other', note: '王芳' }, 'li');
    await new ExceptionRegister({
      database: opened.database,
      clock,
      entropy: systemEntropy,
      ledger: opened.store,
    }).grant({ compound: GARDEN, household: FLAT, reason: 'care', expires: MORNING + MINUTE }, 'li');
    const eraser = new Eraser({ database: opened.database, now: MORNING + HOUR });
    const span = { compound: GARDEN, before: MORNING + HOUR };
    await eraser.feverCases(span);
    expect((await alarms.list())[0]).toMatchObject({ fever: null, household: FLAT });
    await eraser.alarms(span);
    await eraser.exceptions(span);
    const [alarm] = await alarms.list();
    expect(alarm).toMatchObject({ household: null, resolved: { by: 'li', note: '' } });
    expect((await alarms.events(id)).at(-1)?.detail).toEqual({});
    expect(await queriesOn(opened.database).selectFrom('exceptions').selectAll().execute()).toEqual([]);
  });
});
