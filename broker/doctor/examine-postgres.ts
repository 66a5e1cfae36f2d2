import { openPostgres } from '#core/bindings/postgres-database.js';
import { examine, type Diagnosis, type ExamineOptions } from './examine.js';

/**
 * Examines the ledger in a PostgreSQL database as it stands now, beside the services that write to it.
 * @throws GateError `ledger-version-wrong`, `database-url-invalid`, `database-failed`
 */
export async function examinePostgres(url: string, options?: ExamineOptions): Promise<Diagnosis> {
  const database = await openPostgres({ url, answerLimit: 0 });
  try {
    return await database.transaction(async (session) => {
      await session.run('set transaction isolation level repeatable read, read only');
      return examine(session, options);
    });
  } finally {
    await database.close();
  }
}
