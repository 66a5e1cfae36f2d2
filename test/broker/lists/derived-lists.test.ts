import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SpanQuery } from '#core/api/lists.js';
import { compoundId, householdId, passId, type GateId, type HouseholdId } from '#core/units/ids.js';
import { DAY, HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import { DerivedLists } from '#broker/lists/derived-lists.js';
import type { CareMarks } from '#broker/lists/not-seen-list.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { AmendingDesk, amendmentOf } from '../support/amendments.js';
import { describeOnEngines, type OpenLedger } from '../support/engines.js';
import { entryOf, JOURNAL, OTHER_JOURNAL } from '../support/entries.js';
import { ledgerWith } from '../support/ledger.js';
import { addCompound, addPass, buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

/** 09:00 on Monday 5 January 2026 in Shanghai. */
const MORNING = Date.UTC(2026, 0, 5, 1);
const NEIGHBOUR = householdId('3-2-502');
const EMPTY = householdId('3-2-503');

describeOnEngines('the derived lists', (engine) => {
  let open: OpenLedger;
  let clock: ManualClock;
  let lists: DerivedLists;
  let desk: AmendingDesk;
  let care: Awaited<ReturnType<CareMarks>>;
  let next: Map<GateId, number>;

  beforeEach(async () => {
    open = await engine.open();
    const { database, store: ledger } = open;
    await buildWorld(database);
    await addCompound(database, { id: 'river' });
    const queries = queriesOn(database);
    for (const id of [NEIGHBOUR, EMPTY]) {
      await queries.insertInto('households').values({ compound: GARDEN, id, sealed: 0 }).execute();
    }
    await addPass(database, { id: passId('p-502'), household: NEIGHBOUR, code: 'CODE502' });
    await addPass(database, { id: passId('p-doc'), kind: 'service', code: '00000000' });
    clock = new ManualClock(MORNING);
    care = new Map();
    next = new Map();
    desk = new AmendingDesk(open.store);
    const entries = new EntryArchive({ database, ledger });
    lists = new DerivedLists({ database, ledger, entries, clock, careMarks: () => Promise.resolve(care) });
  });
  afterEach(() => open.close());

  /** Presents a flat at a gate now; answers the reason and the seq. */
  async function present(flat: HouseholdId, change: Partial<Entry> = {}, gate: GateId = NORTH) {
    const seq = (next.get(gate) ?? 0) + 1;
    next.set(gate, seq);
    const at = clock.now();
    const journal = gate === NORTH ? JOURNAL : OTHER_JOURNAL;
    const entry = entryOf({ seq, at, journal, credential: { kind: 'flat', value: flat }, ...change });
    const [outcome] = await ledgerWith(open.store, clock).decide([{ gate, entry, receivedAt: at }]);
    if (outcome?.kind !== 'recorded') throw new Error('not recorded');
    await open.store.settle();
    return { seq, reason: outcome.decision.reason };
  }

  async function amend(entry: number, change: Partial<Parameters<typeof amendmentOf>[0]>): Promise<void> {
    const seq = (next.get(NORTH) ?? 0) + 1;
    next.set(NORTH, seq);
    const outcome = await desk.gate(NORTH, amendmentOf({ at: clock.now(), seq, entry, ...change }));
    expect(outcome.kind).toBe('recorded');
    await open.store.settle();
  }

  const later = (span: number): void => {
    clock.set(clock.now() + span);
  };
  const compound = GARDEN;

  it('are of compounds that exist', async () => {
    const query = { compound: compoundId('nowhere'), days: 7 };
    for (const list of [
      () => lists.outside(query),
      () => lists.overdue(query),
      () => lists.nextOutings(query),
      () => lists.notSeenOut(query),
      () => lists.conflicts(query),
      () => lists.overrides(query),
      () => lists.passesAtTwoGates(query),
    ]) {
      await expectGateError(list, 'not-found');
    }
  });

  it('show who is out, with when they are due, a page at a time', async () => {
    await present(FLAT);
    await present(NEIGHBOUR, { purpose: 'emergency', emergency: 'illness' });
    await present(FLAT, { credential: { kind: 'code', value: '00000000' } });
    const first = await lists.outside({ compound, limit: 2 });
    expect(first).toEqual({
      items: [
        {
          key: FLAT,
          household: FLAT,
          outings: [{ pass: 'p-501', since: MORNING, charged: true, dueAt: MORNING + 2 * HOUR }],
        },
        {
          key: NEIGHBOUR,
          household: NEIGHBOUR,
          outings: [{ pass: 'p-502', since: MORNING, charged: false, dueAt: null }],
        },
      ],
      next: NEIGHBOUR,
    });
    const second = await lists.outside({ compound, limit: 2, after: NEIGHBOUR });
    expect(second).toMatchObject({ items: [{ key: 'pass:p-doc', household: null }], next: null });
    await present(FLAT, { direction: 'in' });
    expect((await lists.outside({ compound })).items.map(({ key }) => key)).toEqual([
      NEIGHBOUR,
      'pass:p-doc',
    ]);
    // Nothing is left of that outing; its household takes no place in the page.
    await present(NEIGHBOUR, { direction: 'in' });
    expect((await lists.outside({ compound, limit: 1 })).items.map(({ key }) => key)).toEqual(['pass:p-doc']);
    expect(await lists.outside({ compound: compoundId('river') })).toEqual({ items: [], next: null });
  });

  it('show who should be back, the longest overdue first', async () => {
    await present(NEIGHBOUR);
    later(10 * MINUTE);
    await present(FLAT);
    later(2 * HOUR - 1);
    expect((await lists.overdue({ compound })).items).toEqual([
      { household: NEIGHBOUR, pass: 'p-502', since: MORNING, dueAt: MORNING + 2 * HOUR },
    ]);
    later(1);
    const first = await lists.overdue({ compound, limit: 1 });
    expect(first.items.map(({ household }) => household)).toEqual([NEIGHBOUR]);
    await present(NEIGHBOUR, { direction: 'in' });
    const second = await lists.overdue({ compound, after: first.next ?? '' });
    expect(second.items.map(({ household }) => household)).toEqual([FLAT]);
  });

  it('tell of each household when it may go out next', async () => {
    await present(FLAT);
    const at = Date.UTC(2026, 0, 7, 16);
    const { items } = await lists.nextOutings({ compound });
    expect(items).toEqual([
      { household: FLAT, pass: 'p-501', next: 'at', at, reason: 'quota-used' },
      { household: NEIGHBOUR, pass: 'p-502', next: 'now', at: null, reason: 'ok' },
      { household: EMPTY, pass: null, next: 'no-pass', at: null, reason: null },
    ]);
    const page = await lists.nextOutings({ compound, limit: 1, after: NEIGHBOUR });
    expect(page).toMatchObject({ items: [{ household: EMPTY }], next: null });
  });

  describe('of who was not seen out', () => {
    it('begin with those who need care, then with the longest', async () => {
      await queriesOn(open.database)
        .updateTable('passes')
        .set({ issued_at: MORNING - 5 * DAY })
        .execute();
      await queriesOn(open.database)
        .updateTable('policies')
        .set({ effective_at: MORNING - 20 * DAY })
        .execute();
      await present(FLAT);
      later(8 * DAY);
      care = new Map([[FLAT, ['dialysis']]]);
      const { items } = await lists.notSeenOut({ compound, days: 7 });
      expect(items).toEqual([
        {
          household: FLAT,
          specialCare: ['dialysis'],
          lastOutAt: MORNING,
          knownSince: MORNING - 5 * DAY,
          days: 8,
        },
        { household: EMPTY, specialCare: [], lastOutAt: null, knownSince: MORNING - 20 * DAY, days: 28 },
        { household: NEIGHBOUR, specialCare: [], lastOutAt: null, knownSince: MORNING - 5 * DAY, days: 13 },
      ]);
      const days = (await lists.notSeenOut({ compound, days: 9 })).items.map(({ household }) => household);
      expect(days).toEqual([EMPTY, NEIGHBOUR]);
      const first = await lists.notSeenOut({ compound, days: 7, limit: 2 });
      const second = await lists.notSeenOut({ compound, days: 7, limit: 2, after: first.next ?? '' });
      expect(second.items.map(({ household }) => household)).toEqual([NEIGHBOUR]);
      const cared = await lists.notSeenOut({ compound, days: 7, care: 'only' });
      expect(cared.items.map(({ household }) => household)).toEqual([FLAT]);
    });

    it('count an override as going out, and a voided exit as none', async () => {
      const { seq } = await present(FLAT);
      await present(NEIGHBOUR);
      await present(NEIGHBOUR, { direction: 'in' });
      await amend(seq, { kind: 'void' });
      later(DAY);
      const denied = await present(NEIGHBOUR);
      expect(denied.reason).toBe('quota-used');
      await amend(denied.seq, { kind: 'override', reason: 'hardship' });
      const { items } = await lists.notSeenOut({ compound, days: 1 });
      const seen = (await lists.notSeenOut({ compound, days: 1 })).items.map(({ household }) => household);
      expect(seen).not.toContain(NEIGHBOUR);
      expect(items.find(({ household }) => household === FLAT)).toMatchObject({ lastOutAt: null });
    });
  });

  it('show the conflicts of two gates that could not ask, newest first', async () => {
    const local = { verdict: 'allow', reason: 'ok', bookVersion: 1, decidedAt: MORNING } as const;
    await present(FLAT);
    await present(FLAT, { local }, SOUTH);
    later(HOUR);
    await present(FLAT, { local }, SOUTH);
    const first = await lists.conflicts({ compound, limit: 1 });
    expect(first.items).toMatchObject([{ gate: SOUTH, seq: 2, conflict: true, household: FLAT }]);
    const second = await lists.conflicts({ compound, limit: 1, after: first.next ?? '' });
    expect(second).toMatchObject({ items: [{ seq: 1, conflict: true }], next: null });
    expect((await lists.conflicts({ compound: compoundId('river') })).items).toEqual([]);
  });

  it('count overrides per duty worker, with the reasons they chose and what they decided against', async () => {
    const missing = { reading: null } as const;
    const entries = [];
    for (let index = 0; index < 4; index += 1) entries.push((await present(FLAT, missing)).seq);
    const [one = 0, two = 0, three = 0, four = 0] = entries;
    await amend(one, { kind: 'override', reason: 'hardship', worker: 'w-1' });
    await amend(two, { kind: 'override', reason: 'hardship', worker: 'w-1' });
    await amend(three, { kind: 'override', worker: 'w-2' });
    later(DAY);
    await amend(four, { kind: 'void', worker: 'w-2' });
    const query: SpanQuery = { compound };
    expect((await lists.overrides(query)).items).toEqual([
      {
        ...{ worker: 'w-1', overrides: 2, voids: 0, lastAt: MORNING },
        reasons: [{ of: 'hardship', count: 2 }],
        against: [{ of: 'reading-missing', count: 2 }],
      },
      {
        ...{ worker: 'w-2', overrides: 1, voids: 1, lastAt: MORNING + DAY },
        reasons: [{ of: 'other', count: 1 }],
        against: [{ of: 'reading-missing', count: 1 }],
      },
    ]);
    const recent = await lists.overrides({ compound, from: MORNING + HOUR });
    expect(recent.items.map(({ worker, voids }) => [worker, voids])).toEqual([['w-2', 1]]);
    const first = await lists.overrides({ compound, limit: 1 });
    const second = await lists.overrides({ compound, limit: 1, after: first.next ?? '' });
    expect(second.items.map(({ worker }) => worker)).toEqual(['w-2']);
  });

  it('find a pass that was at two gates within minutes', async () => {
    await present(FLAT);
    later(4 * MINUTE);
    await present(FLAT, {}, SOUTH);
    later(20 * MINUTE);
    await present(FLAT);
    const { items } = await lists.passesAtTwoGates({ compound });
    expect(items).toEqual([
      {
        ...{ pass: 'p-501', household: FLAT, apartMs: 4 * MINUTE },
        first: { gate: NORTH, journal: JOURNAL, seq: 1, at: MORNING },
        second: { gate: SOUTH, journal: OTHER_JOURNAL, seq: 1, at: MORNING + 4 * MINUTE },
      },
    ]);
    expect((await lists.passesAtTwoGates({ compound, to: MORNING })).items).toEqual([]);
    later(2 * DAY);
    expect((await lists.passesAtTwoGates({ compound })).items).toEqual([]);
  });
});
