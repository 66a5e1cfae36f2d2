import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { DAY, type Instant } from '#core/units/instant.js';
import { queriesOn } from '../storage/queries.js';
import type { ImportRecordRow } from '../storage/register-schema.js';
import type { ImportReport } from './import-report.js';

const SHOWN = 50;
/** How long the rows of a file are kept: they are personal data. */
const UNCOMMITTED_KEPT = DAY;
const REJECTED_KEPT = 7 * DAY;
/** How long an import can be undone. */
export const UNDO_KEPT = 30 * DAY;

/** The records of imports. */
export class ImportStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  async add(row: ImportRecordRow): Promise<void> {
    await queriesOn(this.#database).insertInto('imports').values(row).execute();
  }

  /** @throws GateError `not-found` */
  async find(id: string): Promise<ImportRecordRow> {
    const row = await queriesOn(this.#database)
      .selectFrom('imports')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (row === undefined) throw new GateError('not-found', { kind: 'import', id: id.slice(0, 64) });
    return row;
  }

  newest(compound: CompoundId): Promise<ImportRecordRow[]> {
    return queriesOn(this.#database)
      .selectFrom('imports')
      .selectAll()
      .where('compound', '=', compound)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(SHOWN)
      .execute();
  }

  async change(id: string, change: Partial<Omit<ImportRecordRow, 'id' | 'compound'>>): Promise<void> {
    await queriesOn(this.#database).updateTable('imports').set(change).where('id', '=', id).execute();
  }

  async setReport(id: string, report: ImportReport, change: Partial<ImportRecordRow> = {}): Promise<void> {
    await this.change(id, { ...change, report: JSON.stringify(report) });
  }

  /** Forgets what is too old: files nobody committed, rejected rows, and what an undo needed. */
  async forgetOld(now: Instant): Promise<void> {
    const queries = queriesOn(this.#database);
    await queries
      .deleteFrom('imports')
      .where('state', 'in', ['checking', 'refused', 'checked'])
      .where('created_at', '<', now - UNCOMMITTED_KEPT)
      .execute();
    const olderThan = (age: number) =>
      queries
        .selectFrom('imports')
        .select('id')
        .where('committed_at', '<', now - age);
    await queries.deleteFrom('import_rows').where('import', 'in', olderThan(REJECTED_KEPT)).execute();
    await queries.deleteFrom('import_images').where('import', 'in', olderThan(UNDO_KEPT)).execute();
    await queries.deleteFrom('import_households').where('import', 'in', olderThan(UNDO_KEPT)).execute();
    await queries.deleteFrom('import_passes').where('import', 'in', olderThan(UNDO_KEPT)).execute();
  }
}
