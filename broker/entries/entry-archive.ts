import type { Entries } from '#core/api/central.js';
import type { EntryDetail, EntryQuery, EntryRecord } from '#core/api/entries.js';
import type { Page } from '#core/api/paging.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { TraceLine } from '#core/rules/rulebook.js';
import type { JournalId } from '#core/units/ids.js';
import type { Entry } from '#core/wire/entry.js';
import { recordOf } from '../ledger/entry-row.js';
import { idBefore, pageLimit, pageOfRows } from '../storage/paging.js';
import { queriesOn, type Queries } from '../storage/queries.js';

/** Reads the ledger: lists, newest first, and one entry with its trace. */
export class EntryArchive implements Entries {
  readonly #queries: Queries;

  constructor(database: SqlDatabase) {
    this.#queries = queriesOn(database);
  }

  async list(query: EntryQuery): Promise<Page<EntryRecord>> {
    const limit = pageLimit(query);
    const { gate, household, verdict, from, to } = query;
    const rows = await this.#rows()
      .where('e.id', '<', idBefore(query))
      .$if(gate !== undefined, (rest) => rest.where('e.gate', '=', gate ?? null))
      .$if(household !== undefined, (rest) => rest.where('e.household', '=', household ?? null))
      .$if(verdict !== undefined, (rest) => rest.where('e.verdict', '=', verdict ?? null))
      .$if(from !== undefined, (rest) => rest.where('e.at', '>=', from ?? 0))
      .$if(to !== undefined, (rest) => rest.where('e.at', '<', to ?? 0))
      .orderBy('e.id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOfRows(rows, {
      limit,
      key: ({ id }) => String(id),
      item: (row) => recordOf(row, row.journalId),
    });
  }

  async get(journal: JournalId, seq: number): Promise<EntryDetail | null> {
    const row = await this.#rows()
      .select(['e.trace', 'e.entry', 'e.policy_version'])
      .where('j.journal', '=', journal)
      .where('e.seq', '=', seq)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      record: recordOf(row, row.journalId),
      entry: JSON.parse(row.entry) as Entry,
      trace: JSON.parse(row.trace) as TraceLine[],
      policyVersion: row.policy_version,
    };
  }

  #rows() {
    return this.#queries
      .selectFrom('entries as e')
      .innerJoin('journals as j', 'j.number', 'e.journal')
      .select('j.journal as journalId')
      .select(RECORD_COLUMNS);
  }
}

const RECORD_COLUMNS = [
  'e.id',
  'e.seq',
  'e.gate',
  'e.compound',
  'e.at',
  'e.received_at',
  'e.lane',
  'e.direction',
  'e.purpose',
  'e.credential_kind',
  'e.body_c',
  'e.verdict',
  'e.reason',
  'e.next_at',
  'e.household',
  'e.pass',
  'e.decided_by',
  'e.decided_at',
  'e.conflict',
] as const;
