import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EntryQuery } from '#core/api/entries.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { journalId } from '#core/units/ids.js';
import { MINUTE } from '#core/units/instant.js';
import { EntryArchive } from '#broker/entries/entry-archive.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { entryOf, JOURNAL, OTHER_JOURNAL } from '../support/entries.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { ledgerOn } from '../support/ledger.js';
import { buildWorld, FLAT, NORTH, SOUTH } from '../support/world.js';

const BEGIN = Date.UTC(2026, 0, 5, 1, 0, 0);

describe('the archive of entries', () => {
  let database: SqlDatabase;
  let archive: EntryArchive;

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    const { ledger, store } = await ledgerOn(database, new ManualClock(BEGIN));
    archive = new EntryArchive({ database, ledger: store });
    const at = (seq: number): number => BEGIN + seq * MINUTE;
    const unknown = { kind: 'flat', value: '9-9-909' } as const;
    await ledger.decide([
      { gate: NORTH, receivedAt: at(1), entry: entryOf({ seq: 1, at: at(1) }) },
      { gate: NORTH, receivedAt: at(2), entry: entryOf({ seq: 2, at: at(2) }) },
      {
        gate: SOUTH,
        receivedAt: at(3),
        entry: entryOf({ journal: OTHER_JOURNAL, seq: 1, at: at(3), credential: unknown }),
      },
      { gate: NORTH, receivedAt: at(4), entry: entryOf({ seq: 3, at: at(4), direction: 'in' }) },
    ]);
  });
  afterEach(() => database.close());

  const idsFor = async (query: EntryQuery): Promise<number[]> =>
    (await archive.list(query)).items.map(({ id }) => id);

  it('lists the newest first', async () => {
    expect(await idsFor({})).toEqual([4, 3, 2, 1]);
  });

  it('goes on towards older entries page by page, none twice and none left out', async () => {
    const first = await archive.list({ limit: 3 });
    expect(first.items.map(({ id }) => id)).toEqual([4, 3, 2]);
    expect(await archive.list({ limit: 3, after: first.next ?? '' })).toMatchObject({
      items: [{ id: 1 }],
      next: null,
    });
    expect((await archive.list({ limit: 4 })).next).toBeNull();
  });

  it.each([
    ['gate', { gate: SOUTH }, [3]],
    ['household', { household: FLAT }, [4, 2, 1]],
    ['verdict', { verdict: 'deny' }, [3, 2]],
    ['beginning', { from: BEGIN + 3 * MINUTE }, [4, 3]],
    ['end, which is left out', { to: BEGIN + 3 * MINUTE }, [2, 1]],
    [
      'all of them',
      { gate: NORTH, household: FLAT, verdict: 'deny', from: BEGIN, to: BEGIN + MINUTE * 9 },
      [2],
    ],
  ] as const)('filters by %s', async (_, query, ids) => {
    expect(await idsFor(query)).toEqual(ids);
  });

  it('refuses a key that is none', async () => {
    await expectGateError(() => archive.list({ after: '1; drop table entries' }), 'request-invalid');
  });

  it('gives one entry with its trace, or nothing', async () => {
    const detail = await archive.get(JOURNAL, 2);
    expect(detail).toMatchObject({ record: { id: 2, reason: 'quota-used' }, policyVersion: 1 });
    expect(detail?.entry).toEqual(entryOf({ seq: 2, at: BEGIN + 2 * MINUTE }));
    expect(detail?.trace.at(-1)).toMatchObject({ rule: 'quota', result: 'decided' });
    expect(await archive.get(JOURNAL, 99)).toBeNull();
    expect(await archive.get(journalId('00000000-0000-4000-8000-000000000000'), 1)).toBeNull();
  });

  it('finds entries by index, never by reading the whole ledger', async () => {
    const plans = [
      "select * from entries e where e.verdict = 'fever' and e.id < 9 order by e.id desc",
      'select * from entries e where +e.journal in (1, 2) and e.id < 9 order by e.id desc',
      `with recursive chain (id, previous) as (select id, previous from entries where id = 9
         union all select e.id, e.previous from entries e join chain c on e.id = c.previous)
       select id from chain`,
    ];
    for (const plan of plans) {
      const steps = (await database.all(`explain query plan ${plan}`)).map(({ detail }) => String(detail));
      expect(steps.join('; ')).toMatch(/USING (INDEX|INTEGER PRIMARY KEY)/);
      expect(steps.join('; ')).not.toContain('TEMP B-TREE');
    }
  });
});
