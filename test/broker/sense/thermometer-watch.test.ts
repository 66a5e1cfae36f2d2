import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import { householdId, journalId, passId, type GateId } from '#core/units/ids.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { examine } from '#broker/doctor/examine.js';
import { findingText } from '#broker/doctor/finding.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import { SuspectAlarms } from '#broker/sense/suspect-alarms.js';
import { ThermometerWatch } from '#broker/sense/thermometer-watch.js';
import { listAlarms } from '#broker/storage/alarm-queries.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import { ledgerWith } from '../support/ledger.js';
import { addGate, addPass, buildWorld, GARDEN, NORTH, SOUTH } from '../support/world.js';
import { gateId } from '#core/units/ids.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1);
const EAST = gateId('east');
const JOURNALS = new Map<GateId, Entry['journal']>([
  [NORTH, JOURNAL],
  [SOUTH, OTHER_JOURNAL],
  [EAST, journalId('2d8b5e3a-7f2c-4c75-9c86-5b4b7a7f1c32')],
]);

describeOnEngines('the watch over thermometers', (engine) => {
  let open: OpenLedger;
  let clock: ManualClock;
  let watch: ThermometerWatch;
  let told: Alarm[];
  let next: Map<GateId, number>;
  let people: number;

  beforeEach(async () => {
    open = await engine.open();
    await buildWorld(open.database);
    await addGate(open.database, { id: EAST, compound: GARDEN });
    clock = new ManualClock(MORNING);
    told = [];
    next = new Map();
    people = 0;
    watch = watchOn();
  });
  afterEach(async () => {
    await watch.stop();
    await open.close();
  });

  const watchOn = (): ThermometerWatch =>
    new ThermometerWatch({
      alarms: new SuspectAlarms(open.database),
      clock,
      logger: new RecordingLogger(),
      onAlarm: (alarm) => told.push(alarm),
    });

  /** Somebody new is measured at a gate: decided, committed, and then seen. */
  async function measure(gate: GateId, bodyC: number, change: Partial<Entry> = {}): Promise<EntryRecord> {
    clock.set(clock.now() + 5 * SECOND);
    const at = clock.now();
    people += 1;
    const code = String(people).padStart(8, '0');
    await addPass(open.database, {
      id: passId(`p-${people}`),
      code,
      household: householdId(`1-1-${people}`),
    });
    const seq = (next.get(gate) ?? 0) + 1;
    next.set(gate, seq);
    const entry = entryOf({
      ...{ journal: JOURNALS.get(gate) ?? JOURNAL, seq, at, reading: readingOf(bodyC, at) },
      credential: { kind: 'flat', value: `1-1-${people}` },
      ...change,
    });
    const [outcome] = await ledgerWith(open.store, clock).decide([{ gate, entry, receivedAt: clock.now() }]);
    if (outcome?.kind !== 'recorded') throw new Error('not recorded');
    watch.see({ record: outcome.record, reading: entry.reading, isOwn: true });
    return outcome.record;
  }

  async function crowd(count: number, temperatures: readonly (readonly [GateId, number])[]): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const wobble = ((index % 5) - 2) / 10;
      for (const [gate, bodyC] of temperatures) await measure(gate, bodyC + wobble);
    }
  }

  const alarmsOf = async (kind: Alarm['kind']): Promise<readonly Alarm[]> =>
    (await listAlarms(queriesOn(open.database), 500)).filter((alarm) => alarm.kind === kind);

  const findings = async (): Promise<string[]> => {
    await open.store.settle();
    return (await examine(open.database)).findings.map(findingText);
  };

  it('raises one alarm for too many fevers at once, and hides none of them', async () => {
    for (let index = 0; index < 8; index += 1) await measure(NORTH, 38 + index / 10);
    await watch.stop();
    expect(await alarmsOf('fever-suspected')).toHaveLength(8);
    const suspects = await alarmsOf('thermometer-suspect');
    expect(suspects).toMatchObject([
      { severity: 'medium', state: 'new', gate: NORTH, compound: GARDEN, household: null, seq: 6 },
    ]);
    expect(told).toEqual(suspects);
    expect(watch.list()).toMatchObject([
      { compound: GARDEN, gate: NORTH, lane: 'a', device: 'gy-614v3', causes: ['many-suspicions'] },
    ]);
    expect(await findings()).toEqual([]);
  });

  it('sees the fevers among a flood of good readings too', async () => {
    const good = await measure(NORTH, 36.5);
    for (let index = 0; index < 7; index += 1) {
      for (let copy = 0; copy < 200; copy += 1) {
        const at = clock.now();
        const record = { ...good, at, receivedAt: at };
        watch.see({ record, reading: readingOf(36 + (copy % 10) / 10, at), isOwn: true });
      }
      await measure(NORTH, 38 + index / 10);
    }
    await watch.stop();
    expect(await alarmsOf('fever-suspected')).toHaveLength(7);
    expect(watch.list()).toMatchObject([{ gate: NORTH, causes: ['many-suspicions'] }]);
  });

  it('clears the alarm by itself when the fevers are over', async () => {
    for (let index = 0; index < 7; index += 1) await measure(NORTH, 38 + index / 10);
    await clock.advance(15 * MINUTE);
    await watch.stop();
    expect(await alarmsOf('thermometer-suspect')).toMatchObject([{ state: 'cleared' }]);
    expect(told.map(({ state }) => state)).toEqual(['new', 'cleared']);
    expect(watch.list()).toEqual([]);
  });

  it('finds the one of three gates that has drifted', async () => {
    await crowd(12, [
      [NORTH, 36.4],
      [SOUTH, 36.5],
      [EAST, 35.8],
    ]);
    await watch.stop();
    expect(await alarmsOf('thermometer-suspect')).toMatchObject([{ gate: EAST }]);
    expect(watch.list()).toMatchObject([{ gate: EAST, causes: ['drift'] }]);
    expect(await findings()).toEqual([]);
  });

  it('finds a value that is stuck', async () => {
    for (let index = 0; index < 10; index += 1) await measure(NORTH, 36.5);
    await watch.stop();
    expect(watch.list()).toMatchObject([{ gate: NORTH, causes: ['stuck'] }]);
  });

  it.each([
    ['taken by hand', (at: number) => ({ reading: { ...readingOf(38, at), method: 'manual' as const } })],
    [
      'kept by their gate during an outage',
      (at: number) => ({ at: at - MINUTE, reading: readingOf(38, at - MINUTE) }),
    ],
  ])('takes no notice of readings %s', async (_, changeOf) => {
    for (let index = 0; index < 8; index += 1) await measure(NORTH, 38, changeOf(clock.now() + 5 * SECOND));
    await watch.stop();
    expect(watch.list()).toEqual([]);
    expect(await alarmsOf('thermometer-suspect')).toEqual([]);
  });

  it('hears the entries of other nodes, and leaves the alarm to the one they came to', async () => {
    const records: EntryRecord[] = [];
    for (let index = 0; index < 7; index += 1) records.push(await measure(NORTH, 38 + index / 10));
    await watch.stop();
    const other = watchOn();
    const archive = new EntryArchive({ database: open.database, ledger: open.store });
    for (const seen of await archive.seen(records.map(({ id }) => id))) other.see({ ...seen, isOwn: false });
    await other.stop();
    expect(other.list()).toMatchObject([{ gate: NORTH, causes: ['many-suspicions'] }]);
    expect(await alarmsOf('thermometer-suspect')).toHaveLength(1);
  });

  it('raises no second alarm after a restart while the first is open', async () => {
    for (let index = 0; index < 7; index += 1) await measure(NORTH, 38 + index / 10);
    await watch.stop();
    watch = watchOn();
    for (let index = 0; index < 7; index += 1) await measure(NORTH, 38 + index / 10);
    await clock.advance(15 * MINUTE);
    await watch.stop();
    expect(await alarmsOf('thermometer-suspect')).toMatchObject([{ state: 'cleared' }]);
  });
});
