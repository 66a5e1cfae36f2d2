import type { ImportCommit, ImportDifference, MissingChoice } from '#core/api/imports.js';
import { GateError, hasCode } from '#core/errors/gate-error.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { plainSql } from '../storage/plain-sql.js';
import { queriesOn } from '../storage/queries.js';
import type { ImportRecordRow } from '../storage/register-schema.js';
import type { ServiceTools } from '../service-tools.js';
import type { ImportReport } from './import-report.js';
import { UNDO_KEPT, type ImportStore } from './import-store.js';
import { planDifference } from './plan-difference.js';
import { commitImages, undoImages } from './settle-import.js';

interface SettlerTools extends ServiceTools {
  readonly database: SqlDatabase;
  readonly store: ImportStore;
}

/** Takes checked imports over into the register, and gives back what they changed. */
export class ImportSettler {
  readonly #tools: SettlerTools;

  constructor(tools: SettlerTools) {
    this.#tools = tools;
  }

  /** @throws GateError `import-state-wrong`, `import-stale`, `import-switches-off`, `import-rows-unplaced` */
  async commit(row: ImportRecordRow, choice: ImportCommit, author: string): Promise<void> {
    const { database, logger } = this.#tools;
    const { id, compound } = row;
    const missing = choice.missing ?? 'keep';
    demandState(row, 'checked', 'only a checked one can be committed');
    if (missing === 'remove') demandRemovable(row, choice.confirm === true);
    try {
      await database.transaction(async (session) => {
        await this.#claim(id, { missing, author }, session);
        await commitImages({ id, compound }, missing, session);
      });
    } catch (error) {
      if (hasCode(error, 'import-stale')) await this.#planAgain(row);
      throw error;
    }
    await plainSql(database, "delete from import_rows where import = ? and state = 'good'", [id]);
    logger.info({ import: id, compound, author, missing }, 'an import was committed');
  }

  /** @throws GateError `import-state-wrong`, `import-changed-since` */
  async undo(row: ImportRecordRow, author: string): Promise<void> {
    const { database, clock, logger } = this.#tools;
    const { id, compound } = row;
    demandState(row, 'committed', 'only a committed one can be undone');
    if (clock.now() - (row.committed_at ?? 0) > UNDO_KEPT) {
      const problem = 'it is too old to be undone';
      throw new GateError('import-state-wrong', { id, state: row.state, problem });
    }
    await database.transaction(async (session) => {
      const change = { state: 'undone', undone_at: clock.now(), undone_by: author } as const;
      await claim({ id, state: 'committed' }, change, session);
      await undoImages({ id, compound }, session);
    });
    logger.info({ import: id, compound, author }, 'an import was undone');
  }

  #claim(id: string, by: { missing: MissingChoice; author: string }, session: SqlSession): Promise<void> {
    const change = {
      state: 'committed',
      missing: by.missing,
      committed_at: this.#tools.clock.now(),
      committed_by: by.author,
      preview: null,
    } as const;
    return claim({ id, state: 'checked' }, change, session);
  }

  /** The register has moved on: the same file makes another difference now. */
  async #planAgain({ id, compound, report }: ImportRecordRow): Promise<void> {
    const difference = await planDifference({ id, compound }, this.#tools.database);
    await this.#tools.store.setReport(id, { ...(JSON.parse(report) as ImportReport), difference });
  }
}

/** Moves an import on, unless somebody else was quicker. */
async function claim(
  from: Pick<ImportRecordRow, 'id' | 'state'>,
  change: Partial<ImportRecordRow>,
  session: SqlSession,
): Promise<void> {
  const { id, state } = from;
  const changed = await queriesOn(session)
    .updateTable('imports')
    .set(change)
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst();
  if (changed.numUpdatedRows > 0n) return;
  throw new GateError('import-state-wrong', { id, state: 'settled', problem: 'somebody else was quicker' });
}

function demandState({ id, state }: ImportRecordRow, wanted: string, problem: string): void {
  if (state !== wanted) throw new GateError('import-state-wrong', { id, state, problem });
}

function demandRemovable({ report }: ImportRecordRow, isConfirmed: boolean): void {
  const { difference } = JSON.parse(report) as ImportReport;
  if (difference === null) return;
  const { unplacedRows: rows, switchedOff } = difference satisfies ImportDifference;
  if (rows > 0) throw new GateError('import-rows-unplaced', { rows });
  if (!switchedOff.needsConfirmation || isConfirmed) return;
  const { households, of } = switchedOff;
  throw new GateError('import-switches-off', { households, of });
}
