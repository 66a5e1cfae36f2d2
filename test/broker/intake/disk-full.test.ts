import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { Counters } from '#broker/counters.js';
import { EntryIntake } from '#broker/intake/entry-intake.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { ManualClock } from '../../support/manual-clock.js';
import { waitUntil } from '../../support/wait-until.js';
import { entryOf } from '../support/entries.js';
import { ledgerOn } from '../support/ledger.js';
import { buildWorld, NORTH } from '../support/world.js';

describe('a disk that is full', () => {
  let folder: string;
  let database: SqlDatabase;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gatehouse-full-'));
    database = await openSqlite({ path: join(folder, 'ledger.sqlite'), exclusive: true });
    await migrate(database, MIGRATIONS, new ManualClock());
    await buildWorld(database);
  });
  afterEach(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('stops the answers, loses nothing, and is over within 5 seconds of space', async () => {
    const clock = new ManualClock();
    const counters = new Counters();
    const answered: number[] = [];
    const { ledger } = await ledgerOn(database, clock);
    const intake = new EntryIntake({
      decide: (arrivals) => ledger.decide(arrivals),
      quarantine: { add: () => Promise.resolve() },
      clock,
      logger: SILENT_LOGGER,
      counters,
      onRecorded: ({ record }) => answered.push(record.seq),
    });
    const send = (seq: number): void => {
      const payload = new TextEncoder().encode(JSON.stringify(entryOf({ seq, at: clock.now() })));
      intake.accept(
        { gate: NORTH, publish: () => true },
        { name: 'entries', payload, done: () => undefined },
      );
    };
    const [pages] = await database.all('pragma page_count');
    await database.all(`pragma max_page_count = ${String(pages?.page_count)}`);
    for (let seq = 1; seq <= 200; seq += 1) send(seq);
    await waitUntil('the disk is full', () => counters.databaseFaults > 0);
    const before = answered.length;
    expect(before).toBeLessThan(200);
    expect(intake.problem).toContain('full');
    await database.all('pragma max_page_count = 1000000');
    await clock.advance(5_000);
    await waitUntil('everything is committed', () => answered.length === 200);
    expect(answered).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    expect(await database.all('select count(*) as n from entries')).toEqual([{ n: 200 }]);
    expect(await database.all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });
});
