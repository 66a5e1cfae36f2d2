import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Alarm } from '#core/api/alarms.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { AlarmRegister } from '#broker/alarms/alarm-register.js';
import { OverdueWatch } from '#broker/alarms/overdue-watch.js';
import { examine } from '#broker/doctor/examine.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, readingOf } from '../support/entries.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { buildWorld, FLAT, GARDEN, NORTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);

describeOnEngines('overdue returns', (engine) => {
  let opened: OpenLedger;
  let clock: ManualClock;
  let told: Alarm[];
  let watch: OverdueWatch;
  let seq = 0;

  const present = async (change: Partial<Entry> = {}) => {
    const at = clock.now();
    seq += 1;
    const entry = entryOf({ at, seq, reading: readingOf(36.5, at), ...change });
    const [outcome] = await ledgerWith(opened.store, clock).decide([{ gate: NORTH, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error('not recorded');
    return outcome.record;
  };
  const watchOn = ({ database, store }: OpenLedger): OverdueWatch =>
    new OverdueWatch({
      database,
      ledger: store,
      now: () => clock.now(),
      onChange: (alarm) => void told.push(alarm),
    });
  const look = async (): Promise<void> => {
    await opened.store.settle();
    await watch.look();
  };

  beforeEach(async () => {
    seq = 0;
    told = [];
    opened = await engine.open();
    clock = new ManualClock(MORNING);
    await buildWorld(opened.database);
    watch = watchOn(opened);
  });
  afterEach(() => opened.close());

  it('raise one alarm after two hours, and the return clears it', async () => {
    await present();
    await clock.advance(2 * HOUR - 1);
    await look();
    expect(told).toEqual([]);
    await clock.advance(1);
    await look();
    await look();
    expect(told).toMatchObject([
      {
        kind: 'overdue-return',
        severity: 'low',
        household: FLAT,
        seq: 1,
        raisedAt: MORNING + 2 * HOUR,
        state: 'new',
      },
    ]);
    const diagnosis = await examine(opened.database, { onProgress: () => undefined });
    expect(diagnosis.findings).toEqual([]);
    const back = await present({ direction: 'in' });
    expect(watch.isAwaited(back)).toBe(true);
    await look();
    expect(told.at(-1)).toMatchObject({
      kind: 'overdue-return',
      state: 'cleared',
      clearedAt: MORNING + 2 * HOUR,
    });
    expect(watch.isAwaited(back)).toBe(false);
  });

  it('are found after a restart, and not raised again when somebody has resolved the alarm', async () => {
    await present();
    await opened.store.settle();
    opened = await opened.reopen();
    watch = watchOn(opened);
    await clock.advance(3 * HOUR);
    await look();
    expect(told).toHaveLength(1);
    const alarms = new AlarmRegister({ database: opened.database, clock, onChange: () => undefined });
    await alarms.act(told[0]?.id ?? 0, { kind: 'resolve', outcome: 'not-reached', note: '' }, 'li');
    await look();
    expect(await alarms.list()).toHaveLength(1);
  });

  it('are found behind many households that are out and not overdue', async () => {
    await present();
    await clock.advance(3 * HOUR);
    await opened.store.settle();
    const outings = [{ pass: null, since: clock.now(), charged: true }];
    const state = JSON.stringify({ ...EMPTY_STATE, outings });
    const others = Array.from({ length: 1_100 }, (_, room) => {
      return { compound: GARDEN, key: `1-1-${room}`, state, last_entry: 0 };
    });
    for (let at = 0; at < others.length; at += 200) {
      const some = others.slice(at, at + 200);
      await queriesOn(opened.database).insertInto('household_states').values(some).execute();
    }
    await watch.look();
    expect(told).toMatchObject([{ kind: 'overdue-return', household: FLAT }]);
  });

  it('on two nodes raise one alarm', async () => {
    await present();
    await clock.advance(3 * HOUR);
    await opened.store.settle();
    await Promise.all([watch.look(), watchOn(opened).look()]);
    expect(told).toHaveLength(1);
  });

  it('are none for those who are home in time, even when the states are saved later', async () => {
    await present();
    await opened.store.settle();
    await clock.advance(HOUR);
    await present({ direction: 'in' });
    await clock.advance(2 * HOUR);
    await watch.look();
    expect(told).toEqual([]);
  });

  it('are none for an outing that is not counted', async () => {
    await present({ purpose: 'emergency' });
    await clock.advance(24 * HOUR + MINUTE);
    await look();
    expect(told).toEqual([]);
  });
});
