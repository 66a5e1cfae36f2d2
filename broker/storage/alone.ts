import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';

/** Any number will do, as long as nothing else of Gatehouse locks the same. */
const LOCK = 8_151_001;

/** A transaction for what only one service may do at a time, such as changing the schema. A SQLite file has one service. */
export function alone<T>(database: SqlDatabase, work: (session: SqlSession) => Promise<T>): Promise<T> {
  return database.transaction(async (session) => {
    if (session.engine === 'postgres') await session.run(`select pg_advisory_xact_lock(${LOCK})`);
    return work(session);
  });
}
