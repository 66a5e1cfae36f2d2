import type { openPostgres } from '#core/bindings/postgres-database.js';
import type { postgresNotices } from '#core/bindings/postgres-notices.js';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { Milliseconds } from '#core/units/instant.js';
import { prepareDataFolder, prepareLedgerFile } from './data-folder.js';
import type { LedgerStore } from './ledger/ledger-store.js';
import { LOOK_EVERY, NodeFeed } from './nodes/node-feed.js';
import { OwnBatches } from './nodes/own-batches.js';
import { PostgresEvents } from './nodes/postgres-events.js';
import { SqliteEvents } from './nodes/sqlite-events.js';
import type { ServiceTools } from './service-tools.js';
import { migrate } from './storage/migrate.js';
import { MIGRATIONS } from './storage/migrations.js';
import { PostgresLedgerStore } from './storage/postgres-ledger-store.js';
import { SqliteLedgerStore } from './storage/sqlite-ledger-store.js';

/** Pages of the ledger's index and of the register that are asked for again and again. */
const CACHE_KIB = 12_000;
/** A look at a number in memory; the file is only read when something was written to it. */
const SQLITE_LOOK_EVERY: Milliseconds = 100;

/** The database of a service with what stands on its engine. */
export interface CentralDatabase {
  readonly database: SqlDatabase;
  readonly store: LedgerStore;
  readonly feed: NodeFeed;
  readonly ownBatches: OwnBatches;
  /** Ends the feed, then the database; safe to call twice. */
  close(): Promise<void>;
}

interface Choice {
  readonly dataDir: string;
  /** `sqlite`, the default, is a file in the data folder; else the address of a PostgreSQL database. */
  readonly database?: string | undefined;
}

/**
 * Opens the chosen database and brings it up to date.
 * @throws GateError `data-folder-unusable`, `database-busy`, `database-url-invalid`, `database-unfit`, `database-failed`,
 *   `migration-failed`
 */
export async function openCentralDatabase(choice: Choice, tools: ServiceTools): Promise<CentralDatabase> {
  const { dataDir, database: url = 'sqlite' } = choice;
  return url === 'sqlite' ? openOnSqlite(dataDir, tools) : openOnPostgres(url, tools);
}

async function openOnSqlite(dataDir: string, tools: ServiceTools): Promise<CentralDatabase> {
  await prepareDataFolder(dataDir);
  const path = await prepareLedgerFile(dataDir);
  const database = await openSqlite({ path, exclusive: true, readers: true, cacheKib: CACHE_KIB });
  try {
    await migrate(database, MIGRATIONS, tools.clock);
    const node = 'central';
    const source = new SqliteEvents({ database, node });
    const feed = await NodeFeed.open({ ...tools, node, source, lookEvery: SQLITE_LOOK_EVERY });
    const store = await SqliteLedgerStore.open(database);
    const close = (): Promise<void> => feed.close().then(() => database.close());
    return { database, store, feed, ownBatches: new OwnBatches(), close };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openOnPostgres(url: string, tools: ServiceTools): Promise<CentralDatabase> {
  const postgres = await postgresBindings();
  await migratePostgres(url, tools);
  // Another name for every start: what an earlier run has told is news to this one.
  const node = `gatehouse ${tools.entropy.uuid().slice(0, 8)}`;
  const database = await postgres.openPostgres({ url, application: node });
  const notices = postgres.postgresNotices({ ...tools, url, application: `${node} feed` });
  try {
    const source = new PostgresEvents({ database, notices, node });
    const feed = await NodeFeed.open({ ...tools, node, source, lookEvery: LOOK_EVERY });
    const ownBatches = new OwnBatches();
    const store = new PostgresLedgerStore(database, { ownBatches, onCommitted: () => feed.committed() });
    const close = async (): Promise<void> => {
      await feed.close();
      await notices.close();
      await database.close();
    };
    return { database, store, feed, ownBatches, close };
  } catch (error) {
    await notices.close();
    await database.close();
    throw error;
  }
}

/** Loaded by those who use it: the client takes 3 MB. */
async function postgresBindings(): Promise<{
  readonly openPostgres: typeof openPostgres;
  readonly postgresNotices: typeof postgresNotices;
}> {
  const [database, notices] = await Promise.all([
    import('#core/bindings/postgres-database.js'),
    import('#core/bindings/postgres-notices.js'),
  ]);
  return { ...database, ...notices };
}

/** On a connection that waits as long as a step takes, or as another node takes that does the same now. */
async function migratePostgres(url: string, { clock }: ServiceTools): Promise<void> {
  const postgres = await postgresBindings();
  const database = await postgres.openPostgres({ url, answerLimit: 0, connections: 1 });
  try {
    await migrate(database, MIGRATIONS, clock);
  } finally {
    await database.close();
  }
}
