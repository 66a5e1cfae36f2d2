import type { AmendmentChange } from '#core/amend/amendment-change.js';
import type { AmendmentRecord } from '#core/api/amendments.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { JournalId } from '#core/units/ids.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { amendmentRecord, changeOf, type AmendmentOrigin } from './amendment-record.js';

type FoundRow = AmendmentRow & Omit<AmendmentOrigin, 'journal'> & { readonly journalId: JournalId };

/** Reads what was added to entries. */
export class AmendmentArchive {
  readonly #queries: Queries;

  constructor(database: SqlDatabase) {
    this.#queries = queriesOn(database.reader);
  }

  /** Of one entry, by its id, in order of arrival. */
  async ofEntry(entry: number): Promise<{
    readonly changes: readonly AmendmentChange[];
    readonly records: readonly AmendmentRecord[];
  }> {
    const rows = await this.#rows().where('a.entry', '=', entry).orderBy('a.id').execute();
    return { changes: rows.map(changeOf), records: rows.map(recordOfFound) };
  }

  /** By their ids, in order of arrival. */
  async byIds(ids: readonly number[]): Promise<readonly AmendmentRecord[]> {
    if (ids.length === 0) return [];
    const rows = await this.#rows().where('a.id', 'in', ids).orderBy('a.id').execute();
    return rows.map(recordOfFound);
  }

  #rows() {
    return this.#queries
      .selectFrom('amendments as a')
      .innerJoin('entries as e', 'e.id', 'a.entry')
      .innerJoin('journals as j', 'j.number', 'a.journal')
      .innerJoin('gates as g', 'g.id', 'j.gate')
      .selectAll('a')
      .select(['j.journal as journalId', 'g.id as gate', 'g.compound', 'e.seq as entrySeq']);
  }
}

function recordOfFound(row: FoundRow): AmendmentRecord {
  return amendmentRecord(row, { ...row, journal: row.journalId });
}
