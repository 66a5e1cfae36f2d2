import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { migrateEngine } from '#broker/migrate-engine/migrate-engine.js';
import { PostgresLedgerStore } from '#broker/storage/postgres-ledger-store.js';
import { examinePostgres } from '#broker/doctor/examine-postgres.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { AmendingDesk } from '../support/amendments.js';
import { JOURNAL } from '../support/entries.js';
import { livedFile, LivedLedger } from '../support/lived-ledger.js';
import { NORTH } from '../support/world.js';

const TABLES = [
  'compounds',
  'gates',
  'residents',
  'passes',
  'entries',
  'amendments',
  'household_states',
  'alarms',
  'journals',
];

describeWithPostgres('a ledger that moves from SQLite to PostgreSQL', () => {
  let file: Awaited<ReturnType<typeof livedFile>>;
  let target: SqlDatabase;
  let url: string;

  beforeEach(async () => {
    file = await livedFile();
    await file.lived.furnish(4);
    await file.lived.day();
    // The newest row is an amendment, whose id the target must not give away again.
    const desk = new AmendingDesk(file.lived.store);
    const [north] = await queriesOn(file.lived.database)
      .selectFrom('journals')
      .selectAll()
      .where('gate', '=', NORTH)
      .execute();
    const entry = { journal: north?.journal ?? JOURNAL, seq: 1 };
    await desk.controller(entry, { kind: 'came-home' }, file.lived.clock.now());
    url = await freshPostgres();
    target = await openPostgres({ url });
  });
  afterEach(async () => {
    await target.close();
    await file.remove();
  });

  const move = async (): ReturnType<typeof migrateEngine> => {
    await file.lived.database.close();
    const { path: from } = file;
    return migrateEngine({ from, to: target, clock: file.lived.clock, onProgress: () => undefined });
  };

  it('has every row as it was, and goes on deciding there', async () => {
    expect(await move()).toMatchObject({ isWhole: true, entries: 15 });
    const source = await openSqlite({ path: file.path });
    for (const table of TABLES) {
      const sql = `select * from ${table} order by 1, 2, 3`;
      expect(await target.all(sql), table).toEqual(await source.all(sql));
    }
    await source.close();
    const store = new PostgresLedgerStore(target);
    const lived = await LivedLedger.on(target, () => Promise.resolve(store));
    lived.goOnFrom(file.lived);
    expect(await lived.present('north', { credential: lived.flat(1) })).toBe('quota-used');
    await lived.present('north', { credential: lived.flat(2), purpose: 'emergency', emergency: 'fire' });
    expect(await examinePostgres(url)).toMatchObject({ isWhole: true, entries: 17 });
  });

  it('is not copied into a database that is in use, nor while its service runs', async () => {
    const { path: from } = file;
    const order = { from, to: target, clock: file.lived.clock, onProgress: (): void => undefined };
    await expectGateError(() => migrateEngine(order), 'database-busy');
    await move();
    await expectGateError(() => migrateEngine(order), 'target-not-empty');
  });

  it('that is broken leaves no row behind', async () => {
    await file.lived.database.run(`update entries set reason = 'open' where id = 3`);
    await expectGateError(move, 'ledger-broken');
    expect(await target.all('select count(*) as n from entries')).toEqual([{ n: 0 }]);
  });
});
