import { GateError } from '#core/errors/gate-error.js';

/**
 * Makes sure that a chosen database is the one this version knows; none chosen means the same.
 * @throws GateError `usage-wrong`
 */
export function demandSqlite(database: string | undefined): void {
  if (database === undefined || database === 'sqlite') return;
  const problem =
    'this version keeps its ledger in SQLite in the data folder only: leave the database out, or write sqlite';
  throw new GateError('usage-wrong', { problem });
}
