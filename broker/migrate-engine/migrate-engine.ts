import { stat } from 'node:fs/promises';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { demandWhole } from '../backup/take-backup.js';
import { examine, type Diagnosis } from '../doctor/examine.js';
import { migrate } from '../storage/migrate.js';
import { MIGRATIONS } from '../storage/migrations.js';
import { SqliteLedgerStore } from '../storage/sqlite-ledger-store.js';
import { copyTable } from './copy-table.js';
import { tablesOf } from './tables.js';

interface EngineOrder {
  /** The ledger of a service that is stopped. */
  readonly from: string;
  /** An empty PostgreSQL database. */
  readonly to: SqlDatabase;
  readonly clock: Clock;
  readonly onProgress: (step: string, done: number, total: number) => void;
}

/**
 * Copies a SQLite ledger into an empty PostgreSQL database in one transaction, and examines the copy before it is committed:
 * one that fails leaves no row behind. The source is brought up to date and its states are saved, as by a start of the
 * service; it stays as it is otherwise.
 * @throws GateError `ledger-missing`, `database-busy` (the service is running), `target-not-empty`, `ledger-broken`,
 *   `copy-incomplete`, `database-failed`, `database-refused`
 */
export async function migrateEngine(order: EngineOrder): Promise<Diagnosis> {
  const { from, to, clock } = order;
  if ((await stat(from).catch(() => null)) === null) throw new GateError('ledger-missing', { path: from });
  const source = await openSqlite({ path: from, exclusive: true });
  try {
    await migrate(source, MIGRATIONS, clock);
    await (await SqliteLedgerStore.open(source)).settle();
    await migrate(to, MIGRATIONS, clock);
    await demandEmpty(to);
    return await to.transaction((session) => copied(source, session, order));
  } finally {
    await source.close();
  }
}

async function copied(source: SqlSession, target: SqlSession, order: EngineOrder): Promise<Diagnosis> {
  for (const table of await tablesOf(source)) {
    const total = await countOf(source, table.name);
    order.onProgress(table.name, 0, total);
    const onRows = (done: number): void => {
      order.onProgress(table.name, done, total);
    };
    await copyTable(table, { from: source, to: target, onRows });
    const found = await countOf(target, table.name);
    if (found !== total) throw new GateError('copy-incomplete', { table: table.name, total, found });
  }
  await setCounters(target);
  // Amendments have ids of the same count.
  await target.all(
    "select setval('entry_ids', greatest(max(id), (select last_value from entry_ids))) from amendments having count(*) > 0",
  );
  await target.run('delete from node_events');
  const diagnosis = await examine(target, { onProgress: order.onProgress });
  demandWhole(diagnosis);
  return diagnosis;
}

async function countOf(session: SqlSession, table: string): Promise<number> {
  const [row] = await session.all(`select count(*) as n from "${table}"`);
  return Number(row?.['n']);
}

/** @throws GateError `target-not-empty` */
async function demandEmpty(target: SqlSession): Promise<void> {
  for (const table of ['compounds', 'entries', 'accounts', 'signing_keys']) {
    if ((await countOf(target, table)) > 0) throw new GateError('target-not-empty', { table });
  }
}

/** What the target counts up by itself goes on behind what was copied. */
async function setCounters(target: SqlSession): Promise<void> {
  const owned = await target.all(`
    select c.relname as name, t.relname as of_table, a.attname as of_column
    from pg_class c join pg_depend d on d.objid = c.oid and d.classid = 'pg_class'::regclass and d.deptype in ('a', 'i')
    join pg_class t on t.oid = d.refobjid join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
    where c.relkind = 'S' and t.relname <> 'node_events'
      and t.relnamespace = (select oid from pg_namespace where nspname = current_schema())`);
  for (const { name, of_table: table, of_column: column } of owned) {
    const top = `select max("${String(column)}") from "${String(table)}"`;
    await target.all(`select setval('"${String(name)}"', coalesce((${top}), 1), (${top}) is not null)`);
  }
}
