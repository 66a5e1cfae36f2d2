import { GateError, messageOf } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';

/** One step of the schema. Steps are never edited once released: a correction is a new step. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly statements: readonly string[];
}

const HISTORY =
  'create table if not exists migrations (version integer primary key, name text not null, applied_at bigint not null)';

/**
 * Brings the database to the last version of the list, each step in a transaction of its own together with its record:
 * a step that fails, or is cut off, leaves the database as it was. Answers how many steps were taken.
 * @throws GateError `migration-failed`, also when the database is newer than the list.
 */
export async function migrate(
  database: SqlDatabase,
  migrations: readonly Migration[],
  clock: Clock,
): Promise<number> {
  await database.run(HISTORY);
  const current = await versionOf(database);
  const last = migrations.at(-1)?.version ?? 0;
  if (current > last) {
    const problem = `it is of version ${current}, made by a newer Gatehouse`;
    throw new GateError('migration-failed', { version: last, problem });
  }
  const due = migrations.filter((migration) => migration.version > current);
  for (const migration of due) await apply(migration, { database, clock });
  return due.length;
}

async function versionOf(session: SqlSession): Promise<number> {
  const [row] = await session.all('select coalesce(max(version), 0) as version from migrations');
  return Number(row?.version ?? 0);
}

async function apply(migration: Migration, tools: { database: SqlDatabase; clock: Clock }): Promise<void> {
  const { version, name, statements } = migration;
  try {
    await tools.database.transaction(async (session) => {
      for (const statement of statements) await session.run(statement);
      await session.run('insert into migrations (version, name, applied_at) values (?, ?, ?)', [
        version,
        name,
        tools.clock.now(),
      ]);
    });
  } catch (cause) {
    throw new GateError('migration-failed', { version, problem: messageOf(cause) }, { cause });
  }
}
