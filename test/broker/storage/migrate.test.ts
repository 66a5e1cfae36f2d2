import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase, SqlEngine } from '#core/ports/sql-database.js';
import { migrate, type Migration } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';

const TABLES: Readonly<Record<SqlEngine, string>> = {
  sqlite: "select name from sqlite_master where type = 'table' order by name",
  postgres: "select tablename as name from pg_tables where schemaname = 'public' order by tablename",
};

const first: Migration = { version: 1, name: 'first', statements: () => ['create table one (a text)'] };
const second: Migration = {
  version: 2,
  name: 'second',
  statements: () => ["insert into one values ('kept')", 'create table two (b text)'],
};
const broken: Migration = {
  version: 3,
  name: 'broken',
  statements: () => ['drop table two', 'create table three (c text)', 'insert into nowhere values (1)'],
};

describe('migrations on SQLite', () => {
  describeMigrations(() => openSqlite({ path: ':memory:' }));
});

describeWithPostgres('migrations on PostgreSQL', () => {
  describeMigrations(async () => openPostgres({ url: await freshPostgres() }));

  it('are taken once by services that start at the same time', async () => {
    const url = await freshPostgres();
    const clock = new ManualClock();
    const nodes = await Promise.all([1, 2, 3].map(() => openPostgres({ url })));
    const taken = await Promise.all(nodes.map((node) => migrate(node, MIGRATIONS, clock)));
    expect(taken.reduce((sum, steps) => sum + steps, 0)).toBe(MIGRATIONS.length);
    for (const node of nodes) expect(await migrate(node, MIGRATIONS, clock)).toBe(0);
    await Promise.all(nodes.map((node) => node.close()));
  });
});

function describeMigrations(open: () => Promise<SqlDatabase>): void {
  let database: SqlDatabase;
  const clock = new ManualClock();
  beforeEach(async () => {
    database = await open();
  });
  afterEach(() => database.close());

  const tables = async (): Promise<unknown[]> =>
    (await database.all(TABLES[database.engine])).map((row) => row.name);

  it('run in order, once, and leave a record with their time', async () => {
    expect(await migrate(database, [first, second], clock)).toBe(2);
    expect(await migrate(database, [first, second], clock)).toBe(0);
    expect(await database.all('select a from one')).toEqual([{ a: 'kept' }]);
    expect(await database.all('select version, name, applied_at from migrations')).toEqual([
      { version: 1, name: 'first', applied_at: clock.now() },
      { version: 2, name: 'second', applied_at: clock.now() },
    ]);
  });

  it('go on from where an older program stopped', async () => {
    await migrate(database, [first], clock);
    expect(await migrate(database, [first, second], clock)).toBe(1);
  });

  it('roll back whole when a statement fails, and the database stays usable as it was', async () => {
    const error = await expectGateError(
      () => migrate(database, [first, second, broken], clock),
      'migration-failed',
    );
    expect(error.message).toContain('version 3');
    expect(await tables()).toEqual(['migrations', 'one', 'two']);
    expect(await migrate(database, [first, second], clock)).toBe(0);
  });

  it('refuse a database that a newer program has made', async () => {
    await migrate(database, [first, second], clock);
    const error = await expectGateError(() => migrate(database, [first], clock), 'migration-failed');
    expect(error.message).toContain('newer Gatehouse');
  });

  it('of the product are numbered 1, 2, 3 and build every table', async () => {
    expect(MIGRATIONS.map((migration) => migration.version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    await migrate(database, MIGRATIONS, clock);
    expect(await tables()).toEqual(
      expect.arrayContaining(['entries', 'household_states', 'passes', 'policies']),
    );
  });
}
