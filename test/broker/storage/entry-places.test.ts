import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { MINUTE } from '#core/units/instant.js';
import { openOverdueAlarms } from '#broker/alarms/overdue-queries.js';
import { checkAlarms } from '#broker/doctor/check-alarms.js';
import { Findings } from '#broker/doctor/findings.js';
import { readFrame } from '#broker/doctor/frame.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import type { Ledger } from '#broker/ledger/ledger.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { notSeenList } from '#broker/lists/not-seen-list.js';
import { SuspectAlarms } from '#broker/sense/suspect-alarms.js';
import { entryAt } from '#broker/storage/entry-places.js';
import { findRecorded } from '#broker/storage/find-recorded.js';
import { PlaceSaver } from '#broker/storage/place-saver.js';
import { queriesOn } from '#broker/storage/queries.js';
import { readAmendable, whatHas } from '#broker/storage/read-amendable.js';
import { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL } from '../support/entries.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { ledgerOn } from '../support/ledger.js';
import { WatchedDatabase } from '../support/watched-database.js';
import { buildWorld, GARDEN, NORTH, SOUTH } from '../support/world.js';

const MORNING = Date.UTC(2026, 0, 5, 1);
const NONE = { careMarks: () => Promise.resolve(new Map()), now: MORNING, engine: 'sqlite' } as const;

/** What looks entries up by their place or by their journal. */
const LOOKUPS: Readonly<Record<string, (database: SqlDatabase, store: LedgerStore) => Promise<unknown>>> = {
  'a repeat': (database) => findRecorded(database, [[1, 2]]),
  'one entry': (database, ledger) => new EntryArchive({ database, ledger }).get(JOURNAL, 2),
  'the entries of a gate': (database, ledger) => new EntryArchive({ database, ledger }).list({ gate: NORTH }),
  'refusals of a gate': (database, ledger) =>
    new EntryArchive({ database, ledger }).list({
      gate: NORTH,
      verdict: 'deny',
      from: MORNING,
      to: MORNING * 2,
    }),
  'an entry to amend': (database) => readAmendable(queriesOn(database), JOURNAL, 2),
  'the place of an amendment': (database) => whatHas(queriesOn(database), JOURNAL, 2),
  'outings that are overdue': (database) => openOverdueAlarms(database),
  'suspect thermometers': (database) => new SuspectAlarms(database).open(),
  'households not seen': (database) =>
    notSeenList({ compound: GARDEN, days: 3, care: 'all' }, { ...NONE, queries: queriesOn(database) }),
  'the entries that alarms are about': async (session) => {
    const frame = { ...(await readFrame(session)), mark: 0 };
    await checkAlarms({ session, frame, findings: new Findings(), onReached: () => undefined });
  },
  'a start': (database) => SqliteLedgerStore.open(database),
};

/** Steps that read the ledger from one end on. Behind a mark they begin at it: `rowid>?`. */
const WHOLE = /^SCAN (entries|e|saved_places|place|entry_places)\b|rowid<\?/;

describe('where entries stand in their journals', () => {
  let database: SqlDatabase;
  let ledger: Ledger;
  let store: SqliteLedgerStore;

  const decide = async (seqs: readonly number[]): Promise<readonly string[]> => {
    const arrivals = seqs.flatMap((seq) => [
      { gate: NORTH, receivedAt: MORNING, entry: entryOf({ seq, at: MORNING + seq * MINUTE }) },
      {
        gate: SOUTH,
        receivedAt: MORNING,
        entry: entryOf({ journal: OTHER_JOURNAL, seq, at: MORNING + seq * MINUTE }),
      },
    ]);
    return (await ledger.decide(arrivals)).map(({ kind }) => kind);
  };

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    ({ ledger, store } = await ledgerOn(database, new ManualClock(MORNING)));
    await decide([1, 2, 3]);
    await store.settle();
    await decide([4, 5]);
  });
  afterEach(() => database.close());

  it.each(Object.entries(LOOKUPS))(
    'are looked up for %s without reading the whole ledger',
    async (_, ask) => {
      const watched = new WatchedDatabase(database);
      const plans = await watched.plansOf((seen) => ask(seen, store));
      expect(plans.length).toBeGreaterThan(0);
      for (const plan of plans) {
        expect(plan.filter((step) => WHOLE.test(step))).toEqual([]);
      }
    },
  );

  const places = (table: 'entry_places' | 'saved_places'): Promise<unknown[]> =>
    database.all(`select journal, seq, entry from ${table} order by entry`);
  const entries = (): Promise<unknown[]> =>
    database.all('select journal, seq, id as entry from entries order by id');

  it('are found at once, and saved later', async () => {
    expect(await places('entry_places')).toEqual(await entries());
    expect(await places('saved_places')).toEqual((await entries()).slice(0, 6));
    await store.settle();
    expect(await places('entry_places')).toEqual(await entries());
    expect(await places('saved_places')).toEqual(await entries());
  });

  it('keep entries out that came before, be their places saved or not', async () => {
    expect(await decide([2, 4, 6])).toEqual(['repeat', 'repeat', 'repeat', 'repeat', 'recorded', 'recorded']);
    // As a service does that was killed.
    ({ ledger, store } = await ledgerOn(database, new ManualClock(MORNING)));
    expect(await decide([3, 6, 7])).toEqual(['repeat', 'repeat', 'repeat', 'repeat', 'recorded', 'recorded']);
    expect(await database.all('select count(*) as n from entries')).toEqual([{ n: 14 }]);
  });

  it('are saved a piece at a time, and a service that ends between two goes on from there', async () => {
    await database.run(`insert into entries
      with recursive more (n) as (select 1 union all select n + 1 from more where n < 9000)
      select 10 + n, journal, 10 + n, at, received_at, direction, verdict, reason, next_at, decided_by, decided_at,
        conflict, policy_version, book_version, effects, household, pass, previous, presentation, reading, trace, hash
      from more, entries where id = 1`);
    let pieces = 0;
    const failing: SqlDatabase = {
      ...new WatchedDatabase(database).database,
      commitScript: async (sql) => {
        pieces += 1;
        if (pieces === 2) throw new GateError('database-failed', { path: '', action: '', problem: 'full' });
        await database.commitScript(sql);
      },
    };
    await expectGateError(() => new PlaceSaver(failing).save(9_010), 'database-failed');
    const first = (await places('saved_places')).length;
    expect(first).toBeGreaterThan(6);
    expect(first).toBeLessThan(9_010);
    expect(await places('entry_places')).toEqual(await entries());
    await new PlaceSaver(database).save(9_010);
    expect(await places('saved_places')).toEqual(await entries());
  });

  it('go to the first of an entry that is there twice nevertheless', async () => {
    await database.script(`create temp table twin as select * from entries where seq = 2 and journal = 1;
      update twin set id = 11; insert into entries select * from twin`);
    await new PlaceSaver(database).save(11);
    expect(await entryAt(queriesOn(database), JOURNAL, 2)).toBe(3);
    expect(await places('saved_places')).toEqual((await entries()).slice(0, 10));
  });

  it('would be seen to be read as a whole, so that the checks of this suite can fail', async () => {
    const watched = new WatchedDatabase(database);
    const plans = await watched.plansOf((seen) =>
      seen.all('select * from entries where journal = 1 and seq = 2'),
    );
    expect(plans).toEqual([['SCAN entries']]);
  });
});
