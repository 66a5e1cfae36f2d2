import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { ManualClock } from '../../support/manual-clock.js';

/** A migrated central database in memory. */
export async function ledgerDatabase(): Promise<SqlDatabase> {
  const database = await openSqlite({ path: ':memory:' });
  await migrate(database, MIGRATIONS, new ManualClock());
  return database;
}
