import { afterEach, beforeEach, expect, it } from 'vitest';
import { compoundId, gateId, householdId, passId, type GateId } from '#core/units/ids.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import type { Outcome } from '#broker/ledger/arrival.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import type { BatchQuestions, BatchWrites } from '#broker/ledger/ledger-store.js';
import { passQuestion } from '#broker/ledger/pass-question.js';
import { nextBookVersion } from '#broker/register/book-version.js';
import { entryAt } from '#broker/storage/entry-places.js';
import { queriesOn, type Queries } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL, readingOf } from '../support/entries.js';
import type { Engine, OpenLedger } from '../support/engines.js';
import { ledgerWith } from '../support/ledger.js';
import { brokenChains, brokenHouseholds } from '../support/ledger-checks.js';
import { addPass, buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1, 0, 0);

type Recorded = Extract<Outcome, { kind: 'recorded' }>;

/** What every store of the ledger must do, seen through a whole ledger on it. */
export function describeLedgerStore(engine: Engine): void {
  let open: OpenLedger;
  let clock: ManualClock;
  let ledger: Ledger;

  beforeEach(async () => {
    open = await engine.open();
    await buildWorld(open.database);
    clock = new ManualClock(MORNING);
    ledger = ledgerWith(open.store, clock);
  });
  afterEach(() => open.close());

  const reopen = async (): Promise<void> => {
    open = await open.reopen();
    ledger = ledgerWith(open.store, clock);
  };

  const decideAll = (entries: readonly Entry[], gate: GateId = NORTH): Promise<readonly Outcome[]> =>
    ledger.decide(entries.map((entry) => ({ gate, entry, receivedAt: clock.now() })));

  const decide = async (entry: Entry, gate: GateId = NORTH): Promise<Outcome> => {
    const [outcome] = await decideAll([entry], gate);
    if (outcome === undefined) throw new Error('no outcome');
    return outcome;
  };

  const reasonOf = async (entry: Entry, gate?: GateId): Promise<string> => {
    const outcome = await decide(entry, gate);
    if (outcome.kind !== 'recorded') throw new Error(`the entry was not recorded but ${outcome.kind}`);
    return outcome.decision.reason;
  };

  const rowsOf = (table: 'entries' | 'journals' | 'alarms' | 'household_states'): Promise<unknown[]> =>
    queriesOn(open.database).selectFrom(table).selectAll().execute();

  /** Changes the register as its parts do: the book version of the compound goes with it. */
  const change = (work: (queries: Queries) => Promise<unknown>): Promise<void> =>
    open.database.transaction(async (session) => {
      await work(queriesOn(session));
      await nextBookVersion(GARDEN, queriesOn(session));
    });

  it('keeps states, tops and chains of journals over a restart', async () => {
    const seqs = [1, 2, 4];
    const before = await decideAll(seqs.map((seq) => entryOf({ seq, at: MORNING + seq * MINUTE })));
    await reopen();
    expect(await decide(entryOf({ seq: 2, at: MORNING + 2 * MINUTE }))).toMatchObject({
      kind: 'repeat',
      problem: null,
      decision: (before[1] as Recorded).decision,
    });
    expect(await reasonOf(entryOf({ seq: 3, at: MORNING + 3 * MINUTE }))).toBe('quota-used');
    expect(await reasonOf(entryOf({ seq: 5, at: MORNING + 5 * MINUTE }))).toBe('quota-used');
    expect(await rowsOf('entries')).toHaveLength(5);
    expect(await brokenChains(open)).toEqual([]);
    expect(await brokenHouseholds(open.database)).toEqual([]);
  });

  it('finds an entry by its journal and seq, however long ago it was committed', async () => {
    const outcomes = await decideAll([1, 3].map((seq) => entryOf({ seq, at: MORNING + seq * MINUTE })));
    await open.store.settle();
    const late = await decide(entryOf({ seq: 2, at: MORNING + 2 * MINUTE }));
    const ids = [...outcomes, late].map((outcome) => (outcome as Recorded).record.id);
    const found = async (): Promise<unknown[]> =>
      Promise.all([1, 3, 2, 4].map((seq) => entryAt(queriesOn(open.database), JOURNAL, seq)));
    expect(await found()).toEqual([...ids, null]);
    expect(await entryAt(queriesOn(open.database), OTHER_JOURNAL, 1)).toBeNull();
    await reopen();
    expect(await found()).toEqual([...ids, null]);
  });

  it('chains the rows of each journal in order of arrival, whatever the order of their seqs', async () => {
    const at = (seq: number): Entry => entryOf({ seq, at: MORNING + seq * MINUTE });
    await decideAll([at(1), at(3)]);
    await ledger.decide([
      { gate: SOUTH, entry: { ...at(1), journal: OTHER_JOURNAL }, receivedAt: MORNING },
      { gate: NORTH, entry: at(2), receivedAt: MORNING },
      { gate: NORTH, entry: at(3), receivedAt: MORNING },
      { gate: NORTH, entry: at(7), receivedAt: MORNING },
    ]);
    await decideAll([at(5)]);
    expect(await rowsOf('entries')).toHaveLength(6);
    expect(await brokenChains(open)).toEqual([]);
    expect(await brokenHouseholds(open.database)).toEqual([]);
  });

  it('finds a chain that was tampered with, so that the checks of this suite can fail', async () => {
    await decideAll([1, 2, 3].map((seq) => entryOf({ seq, at: MORNING })));
    await open.database.run("update entries set reason = 'open' where seq = 2");
    expect(await brokenChains(open)).toEqual([expect.stringContaining('seq 2')]);
  });

  it('tells the state of households with their last entries, and leaves out those without one', async () => {
    const outcome = (await decide(entryOf({ at: MORNING }))) as Recorded;
    const states = await open.store.states(GARDEN, [FLAT, householdId('9-9-909')]);
    expect([...states.keys()]).toEqual([FLAT]);
    expect(states.get(FLAT)).toMatchObject({
      lastEntry: outcome.record.id,
      state: { charges: [MORNING], outings: [{ pass: 'p-501', charged: true }] },
    });
  });

  it('gives no state to a household that no pass was shown for', async () => {
    await decide(entryOf({ at: MORNING, credential: { kind: 'flat', value: '9-9-909' } }));
    await open.store.settle();
    expect(await rowsOf('household_states')).toEqual([]);
  });

  describeFaults(() => open);
  describeRegister({ reasonOf, change });

  it('keeps a pass without a household apart by itself', async () => {
    await addPass(open.database, { id: passId('p-doctor'), code: '00000000', kind: 'work' });
    const credential = { kind: 'code', value: '00000000' } as const;
    await decideAll([1, 2].map((seq) => entryOf({ seq, at: MORNING, credential })));
    await reopen();
    const states = await open.store.states(GARDEN, ['pass:p-doctor']);
    expect(states.get('pass:p-doctor')?.state.outings).toHaveLength(1);
    expect(await brokenHouseholds(open.database)).toEqual([]);
  });

  it('raises, replaces and clears alarms in one transaction with the entries', async () => {
    const hot = (seq: number, bodyC: number): Entry =>
      entryOf({ seq, at: MORNING + seq * MINUTE, reading: readingOf(bodyC, MORNING + seq * MINUTE) });
    const outcomes = await decideAll([hot(1, 38), hot(2, 38.4), hot(3, 36.5)]);
    expect(outcomes.map((outcome) => (outcome as Recorded).alarms.length)).toEqual([1, 2, 0]);
    expect(await rowsOf('alarms')).toMatchObject([
      { kind: 'fever-suspected', state: 'cleared', seq: 1 },
      { kind: 'fever-confirmed', state: 'new', seq: 2 },
    ]);
    await open.database.script('alter table alarms rename to alarms_away');
    await expect(decideAll([hot(4, 38)])).rejects.toThrow();
    expect(await rowsOf('entries')).toHaveLength(3);
  });
}

/** Nothing stays of a batch that was not committed. */
function describeFaults(current: () => OpenLedger): void {
  const questions: BatchQuestions = {
    compounds: [GARDEN],
    journals: new Map([[JOURNAL, NORTH]]),
    entries: [{ journal: JOURNAL, seq: 1 }],
    passes: [passQuestion('household', GARDEN, FLAT)],
  };
  const NOTHING: BatchWrites = { rows: [], states: [], journals: [], lines: [], alarms: [] };

  it('writes nothing when deciding throws, rethrows that, and commits the next batch', async () => {
    const { store, database } = current();
    const fault = new RangeError('a rule is at fault');
    const commit = store.commit(questions, () => {
      throw fault;
    });
    await expect(commit).rejects.toBe(fault);
    for (const table of ['entries', 'journals'] as const) {
      expect(await queriesOn(database).selectFrom(table).selectAll().execute()).toEqual([]);
    }
    const alarms = await store.commit(questions, (facts) => {
      expect(facts.journal(JOURNAL)).toMatchObject({ gate: NORTH, topSeq: 0, hash: '' });
      expect(facts.compound(GARDEN)).toMatchObject({ bookVersion: 7, policy: { version: 1 } });
      expect(facts.pass(0)).toMatchObject({ pass: { id: 'p-501' }, slot: { key: FLAT, lastEntry: 0 } });
      expect(facts.recorded(JOURNAL, 1)).toBeUndefined();
      expect(facts.entryId(0)).toBeGreaterThan(0);
      return NOTHING;
    });
    expect(alarms).toEqual([]);
  });

  it('leaves out what is not in the register, and takes a batch that asks and writes nothing', async () => {
    const { store } = current();
    expect(await store.places([NORTH, gateId('stranger')])).toEqual(
      new Map([[NORTH, { gate: NORTH, compound: GARDEN, timezone: 'Asia/Shanghai' }]]),
    );
    const nowhere = compoundId('nowhere');
    const none = {
      compounds: [nowhere],
      journals: new Map(),
      entries: [],
      passes: [passQuestion('code', GARDEN, 'NONE'), null],
    };
    await store.commit(none, (facts) => {
      expect(facts.compound(nowhere)).toBeUndefined();
      expect([facts.pass(0), facts.pass(1)]).toEqual([null, null]);
      expect(facts.journal(JOURNAL)).toBeUndefined();
      return NOTHING;
    });
    const empty = { compounds: [], journals: new Map(), entries: [], passes: [] };
    expect(await store.commit(empty, () => NOTHING)).toEqual([]);
  });
}

interface RegisterScene {
  readonly reasonOf: (entry: Entry, gate?: GateId) => Promise<string>;
  readonly change: (work: (queries: Queries) => Promise<unknown>) => Promise<void>;
}

/** What is remembered of the register never outlives a change to it. */
function describeRegister({ reasonOf, change }: RegisterScene): void {
  const out = (seq: number): Entry => entryOf({ seq, at: MORNING + seq * HOUR });

  it('follows each change of the register with the next batch', async () => {
    expect(await reasonOf(out(1))).toBe('ok');
    expect(await reasonOf({ ...out(2), direction: 'in' })).toBe('returned');
    expect(await reasonOf(out(3))).toBe('quota-used');
    await change((queries) => queries.updateTable('households').set({ sealed: 1 }).execute());
    expect(await reasonOf(out(4))).toBe('household-sealed');
    await change((queries) => queries.updateTable('passes').set({ revoked: 1 }).execute());
    expect(await reasonOf(out(5))).toBe('pass-revoked');
    await change((queries) => queries.updateTable('households').set({ sealed: 0 }).execute());
    expect(await reasonOf(out(6))).toBe('pass-revoked');
  });

  it('takes a pass that is issued after it was asked for in vain', async () => {
    const credential = { kind: 'flat', value: '1-1-101' } as const;
    expect(await reasonOf({ ...out(1), credential })).toBe('pass-unknown');
    const flat = householdId('1-1-101');
    await change(async (queries) => {
      await queries.insertInto('households').values({ compound: GARDEN, id: flat, sealed: 0 }).execute();
    });
    expect(await reasonOf({ ...out(2), credential })).toBe('pass-unknown');
    await change((queries) => addPassWith(queries, flat));
    expect(await reasonOf({ ...out(3), credential })).toBe('ok');
  });

  it('takes the pass that was issued in place of another', async () => {
    expect(await reasonOf(out(1))).toBe('ok');
    await change(async (queries) => {
      await queries.updateTable('passes').set({ revoked: 1 }).execute();
      await addPassWith(queries, FLAT);
    });
    expect(await reasonOf({ ...out(2), direction: 'in' })).toBe('returned');
  });
}

function addPassWith(queries: Queries, household: typeof FLAT): Promise<unknown> {
  const id = passId('p-new');
  const dates = { not_before: 0, expires: null, weekdays: null, hours_from: null, hours_to: null };
  const rest = { revoked: 0, code: 'NEW', qr: 'GP1:NEW', issued_at: 1 } as const;
  return queries
    .insertInto('passes')
    .values({ id, compound: GARDEN, kind: 'purchase', household, resident: null, ...dates, ...rest })
    .execute();
}
