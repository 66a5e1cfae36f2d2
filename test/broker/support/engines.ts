import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { LedgerStore } from '#broker/ledger/ledger-store.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { PostgresLedgerStore } from '#broker/storage/postgres-ledger-store.js';
import { SqliteLedgerStore } from '#broker/storage/sqlite-ledger-store.js';
import { ManualClock } from '../../support/manual-clock.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';

/** A migrated central database with the store of its ledger. */
export interface OpenLedger {
  readonly database: SqlDatabase;
  readonly store: LedgerStore;
  /** Closes it as a service does that stops, and opens it as the next one would. */
  reopen(): Promise<OpenLedger>;
  close(): Promise<void>;
}

export interface Engine {
  /** A new one without any rows. */
  open(): Promise<OpenLedger>;
}

/** Runs a suite on every engine that keeps a ledger. */
export function describeOnEngines(title: string, suite: (engine: Engine) => void): void {
  describe(`${title} on SQLite`, () => suite({ open: openOnSqlite }));
  describeWithPostgres(`${title} on PostgreSQL`, () => suite({ open: openOnPostgres }));
}

async function openOnSqlite(): Promise<OpenLedger> {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-ledger-'));
  return openSqliteIn(folder);
}

/** One that nothing outlives. */
export async function openSqliteInMemory(): Promise<OpenLedger> {
  const database = await openSqlite({ path: ':memory:' });
  await migrate(database, MIGRATIONS, new ManualClock());
  const store = await SqliteLedgerStore.open(database);
  return { database, store, reopen: () => openSqliteInMemory(), close: () => database.close() };
}

async function openSqliteIn(folder: string): Promise<OpenLedger> {
  const database = await openSqlite({ path: join(folder, 'ledger.sqlite'), exclusive: true });
  await migrate(database, MIGRATIONS, new ManualClock());
  const store = await SqliteLedgerStore.open(database);
  return {
    database,
    store,
    reopen: async () => {
      await database.close();
      return openSqliteIn(folder);
    },
    close: async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function openOnPostgres(): Promise<OpenLedger> {
  return openPostgresAt(await freshPostgres());
}

/** One more node on the same database, with its own connections and its own memory. */
export async function openPostgresAt(url: string): Promise<OpenLedger> {
  const database = await openPostgres({ url });
  await migrate(database, MIGRATIONS, new ManualClock());
  return {
    database,
    store: new PostgresLedgerStore(database),
    reopen: async () => {
      await database.close();
      return openPostgresAt(url);
    },
    close: () => database.close(),
  };
}
