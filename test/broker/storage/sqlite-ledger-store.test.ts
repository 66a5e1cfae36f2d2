import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { MINUTE } from '#core/units/instant.js';
import { GroupCommit } from '#broker/intake/group-commit.js';
import type { Arrival, Outcome } from '#broker/ledger/arrival.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { migrate } from '#broker/storage/migrate.js';
import { queriesOn } from '#broker/storage/queries.js';
import type { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { waitUntil } from '../../support/wait-until.js';
import { entryOf, JOURNAL, OTHER_JOURNAL } from '../support/entries.js';
import { brokenChains, brokenHouseholds } from '../support/ledger-checks.js';
import { ledgerOn } from '../support/ledger.js';
import { buildWorld, FLAT, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1);

describe('the ledger on a SQLite file', () => {
  let folder: string;
  let database: SqlDatabase;
  let ledger: Ledger;
  let store: SqliteLedgerStore;
  const clock = new ManualClock(MORNING);

  const open = async (): Promise<void> => {
    database = await openSqlite({ path: join(folder, 'ledger.sqlite'), exclusive: true, readers: true });
    await migrate(database, MIGRATIONS, clock);
  };
  /** As a service does that was killed: nothing is settled first. */
  const reopen = async (): Promise<void> => {
    await database.close();
    await open();
    ({ ledger, store } = await ledgerOn(database, clock));
  };
  const decide = async (seq: number, journal = JOURNAL): Promise<Outcome | undefined> => {
    const gate = journal === JOURNAL ? NORTH : SOUTH;
    const entry = entryOf({ journal, seq, at: MORNING + seq * MINUTE });
    const [outcome] = await ledger.decide([{ gate, entry, receivedAt: MORNING }]);
    return outcome;
  };
  const reasonOf = (outcome: Outcome | undefined): string | undefined =>
    outcome?.kind === 'refused' ? undefined : outcome?.decision.reason;
  const saved = (): Promise<unknown[]> =>
    queriesOn(database).selectFrom('household_states').select(['key', 'last_entry']).execute();

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-store-'));
    await open();
    await buildWorld(database);
    ({ ledger, store } = await ledgerOn(database, clock));
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('decides nothing by a batch in which a rule has thrown', async () => {
    const good = { gate: NORTH, entry: entryOf({ seq: 1, at: MORNING }), receivedAt: MORNING };
    const fault = new RangeError('a rule is at fault');
    const entry = Object.defineProperty(entryOf({ seq: 2, at: MORNING }), 'direction', {
      get: () => {
        throw fault;
      },
    });
    await expect(ledger.decide([good, { ...good, entry }])).rejects.toBe(fault);
    expect(reasonOf(await decide(1))).toBe('ok');
  });

  it('decides nothing by what could not be written down', async () => {
    const bad = { gate: NORTH, entry: entryOf({ seq: 1, at: MORNING }), receivedAt: MORNING + 0.5 };
    await expect(ledger.decide([bad])).rejects.toMatchObject({ code: 'database-refused' });
    expect(reasonOf(await decide(1))).toBe('ok');
  });

  it('tells states at once that it saves later', async () => {
    await decide(1);
    expect(await saved()).toEqual([]);
    expect((await store.states(GARDEN, [FLAT])).get(FLAT)).toMatchObject({ lastEntry: 1 });
    await store.settle();
    expect(await saved()).toEqual([{ key: FLAT, last_entry: 1 }]);
  });

  it('reads back from its entries what was not saved when the service was killed', async () => {
    expect(reasonOf(await decide(1))).toBe('ok');
    await reopen();
    expect(reasonOf(await decide(1, OTHER_JOURNAL))).toBe('quota-used');
    await store.settle();
    await reopen();
    expect(reasonOf(await decide(2, OTHER_JOURNAL))).toBe('quota-used');
    expect((await store.states(GARDEN, [FLAT])).get(FLAT)).toMatchObject({ lastEntry: 3 });
  });

  it('takes no entry twice that was saved after the last mark', async () => {
    await decide(1);
    await store.settle();
    await decide(2);
    const { state } = (await store.states(GARDEN, [FLAT])).get(FLAT) ?? { state: null };
    await queriesOn(database)
      .updateTable('household_states')
      .set({ state: JSON.stringify(state), last_entry: 2 })
      .execute();
    await reopen();
    expect((await store.states(GARDEN, [FLAT])).get(FLAT)).toEqual({ state, lastEntry: 2 });
  });

  it('knows journals, numbers and chains after a kill as before', async () => {
    await decide(1);
    await decide(1, OTHER_JOURNAL);
    await reopen();
    expect((await decide(1))?.kind).toBe('repeat');
    await decide(2);
    const rows = await queriesOn(database)
      .selectFrom('entries')
      .select(['id', 'journal', 'seq'])
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { id: 1, journal: 1, seq: 1 },
      { id: 2, journal: 2, seq: 1 },
      { id: 3, journal: 1, seq: 2 },
    ]);
  });

  it('sees a change to the register with the next batch', async () => {
    expect(reasonOf(await decide(1))).toBe('ok');
    await database.transaction(async (session) => {
      await queriesOn(session).updateTable('passes').set({ revoked: 1 }).execute();
      await queriesOn(session).updateTable('compounds').set({ book_version: 8 }).execute();
    });
    expect(reasonOf(await decide(2))).toBe('pass-revoked');
  });

  it('keeps the entries of a household in one chain', async () => {
    for (const seq of [1, 2]) await decide(seq);
    await decide(1, OTHER_JOURNAL);
    const rows = await queriesOn(database)
      .selectFrom('entries')
      .select(['id', 'previous'])
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { id: 1, previous: null },
      { id: 2, previous: 1 },
      { id: 3, previous: 2 },
    ]);
  });

  describe('while a batch is being written', () => {
    const arrival = (seq: number, journal = JOURNAL): Arrival => ({
      gate: journal === JOURNAL ? NORTH : SOUTH,
      entry: entryOf({ journal, seq, at: MORNING + seq * MINUTE }),
      receivedAt: MORNING,
    });
    /** Decides the second as soon as only the write of the first is left. */
    const decideBoth = async (first: Arrival, second: Arrival, thenPrepared?: () => void) => {
      let tellPrepared = (): void => undefined;
      const prepared = new Promise<void>((resolve) => {
        tellPrepared = resolve;
      });
      const one = ledger.decide([first], tellPrepared);
      await prepared;
      return Promise.allSettled([one, ledger.decide([second], thenPrepared)]);
    };
    const reasons = (results: readonly PromiseSettledResult<readonly Outcome[]>[]) =>
      results.map((result) => (result.status === 'fulfilled' ? reasonOf(result.value[0]) : 'failed'));
    const rows = () =>
      queriesOn(database)
        .selectFrom('entries')
        .select(['id', 'journal', 'seq', 'previous', 'reason'])
        .orderBy('id')
        .execute();

    it('decides the next on what that one leaves', async () => {
      expect(reasons(await decideBoth(arrival(1), arrival(1, OTHER_JOURNAL)))).toEqual(['ok', 'quota-used']);
      expect(await rows()).toEqual([
        { id: 1, journal: 1, seq: 1, previous: null, reason: 'ok' },
        { id: 2, journal: 2, seq: 1, previous: 1, reason: 'quota-used' },
      ]);
    });

    it('knows the entries of that one again, and lengthens its chain', async () => {
      const twins = await decideBoth(arrival(1), arrival(1));
      expect(twins.map((one) => one.status === 'fulfilled' && one.value[0]?.kind)).toEqual([
        'recorded',
        'repeat',
      ]);
      expect(reasons(await decideBoth(arrival(2), arrival(3)))).toEqual(['quota-used', 'quota-used']);
      expect((await rows()).map(({ id, seq }) => [id, seq])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ]);
      expect(await brokenChains({ database, store })).toEqual([]);
    });

    it('fails with it, and both can be decided anew', async () => {
      const fault = new GateError('database-failed', { path: 'x', action: 'commit', problem: 'disk full' });
      let fail = (): void => undefined;
      const write = vi.spyOn(database, 'commitScript').mockImplementationOnce(
        () =>
          new Promise((_, reject) => {
            fail = () => reject(fault);
          }),
      );
      const both = await decideBoth(arrival(1), arrival(1, OTHER_JOURNAL), () => fail());
      expect(reasons(both)).toEqual(['failed', 'failed']);
      expect(write).toHaveBeenCalledTimes(1);
      expect(await rows()).toEqual([]);
      expect((await store.states(GARDEN, [FLAT])).get(FLAT)?.lastEntry).toBe(0);
      expect(reasons(await decideBoth(arrival(1), arrival(1, OTHER_JOURNAL)))).toEqual(['ok', 'quota-used']);
      expect((await rows()).map(({ id }) => id)).toEqual([1, 2]);
    });

    it.each([
      ['the first write', [true]],
      ['the second write', [false, true]],
      ['two writes in a row', [true, true]],
      ['every other write', [false, true, false, true, false, true]],
    ])('loses and doubles nothing of a crowd when the disk fails %s', async (_name, fates) => {
      const CROWD = 320;
      const fault = new GateError('database-failed', { path: 'x', action: 'commit', problem: 'disk full' });
      const left = [...fates];
      const commit = database.commitScript.bind(database);
      vi.spyOn(database, 'commitScript').mockImplementation(async (script) => {
        if (left.shift() === true) {
          await new Promise((resolve) => setImmediate(resolve));
          throw fault;
        }
        return commit(script);
      });
      let overlaps = 0;
      let unwritten = 0;
      const told: number[] = [];
      const commits = new GroupCommit<Arrival, Outcome>({
        work: async (arrivals, writing) => {
          overlaps += unwritten;
          unwritten += 1;
          return ledger.decide(arrivals, writing).finally(() => {
            unwritten -= 1;
          });
        },
        clock: systemClock,
        maxBatch: 80,
        maxWaiting: CROWD,
        onCommitted: (arrivals) => told.push(...arrivals.map(({ entry }) => entry.seq)),
        onRefused: (_arrival, error) => {
          throw error;
        },
      });
      for (let seq = 1; seq <= CROWD; seq += 1) commits.submit(arrival(seq));
      await waitUntil('all are told', () => told.length >= CROWD);
      await commits.stop();
      const all = Array.from({ length: CROWD }, (_, index) => index + 1);
      expect(told).toEqual(all);
      expect(overlaps).toBeGreaterThan(0);
      expect((await rows()).map(({ id, seq }) => [id, seq])).toEqual(all.map((seq) => [seq, seq]));
      expect(await brokenChains({ database, store })).toEqual([]);
      expect(await brokenHouseholds(database)).toEqual([]);
    });
  });
});
