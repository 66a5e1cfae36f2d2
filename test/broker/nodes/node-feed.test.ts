import { describe } from 'vitest';
import type { SqlNotices } from '#core/ports/sql-notices.js';
import { PostgresEvents } from '#broker/nodes/postgres-events.js';
import { SqliteEvents } from '#broker/nodes/sqlite-events.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { openPostgresAt, openSqliteInMemory } from '../support/engines.js';
import { describeNodeFeed } from './node-feed-contract.js';

const NO_NOTICES: SqlNotices = { listen: () => () => undefined, close: () => Promise.resolve() };

describe('the feed of the nodes on SQLite', () => {
  describeNodeFeed({
    open: openSqliteInMemory,
    source: (database) => new SqliteEvents({ database, node: 'node-a' }),
  });
});

describeWithPostgres('the feed of the nodes on PostgreSQL, without any call', () => {
  describeNodeFeed({
    open: async () => openPostgresAt(await freshPostgres()),
    source: (database) => new PostgresEvents({ database, notices: NO_NOTICES, node: 'node-a' }),
  });
});
