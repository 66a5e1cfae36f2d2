import type { Readiness } from '#core/api/central.js';
import { messageOf } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { EntryIntake } from './intake/entry-intake.js';

/** Whether entries are decided now: the ledger commits and the database answers. */
export async function readinessOf(
  database: SqlDatabase,
  intake: Pick<EntryIntake, 'problem'>,
): Promise<Readiness> {
  if (intake.problem !== null) return { ready: false, problem: intake.problem };
  try {
    await database.all('select 1');
    return { ready: true, problem: null };
  } catch (error) {
    return { ready: false, problem: messageOf(error) };
  }
}
