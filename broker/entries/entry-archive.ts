import type { Entries } from '#core/api/central.js';
import type { EntryDetail, EntryQuery, EntryRecord } from '#core/api/entries.js';
import type { Page, Paging } from '#core/api/paging.js';
import type { SqlDatabase, SqlEngine } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { Entry, Reading } from '#core/wire/entry.js';
import { standingOf } from '#core/amend/amendment-change.js';
import { sql, type RawBuilder } from 'kysely';
import { AmendmentArchive } from '../amendments/amendment-archive.js';
import { presentedOf, readingOf } from '../ledger/entry-parts.js';
import { recordOf } from '../ledger/entry-row.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { lineIds, readTrace } from '../ledger/trace-book.js';
import { entryAt } from '../storage/entry-places.js';
import { idBefore, pageLimit, pageOfRows } from '../storage/paging.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';
import { householdChain } from './household-chain.js';
import { journalsOfGate, type GateJournals } from './journals-of-gate.js';

interface ArchiveTools {
  readonly database: SqlDatabase;
  readonly ledger: Pick<LedgerStore, 'states'>;
}

type FoundRow = EntryRow & { journalId: JournalId; gate: GateId; compound: CompoundId };

/** Reads the ledger: lists, newest first, and one entry with its trace. */
export class EntryArchive implements Entries {
  readonly #tools: ArchiveTools;
  readonly #queries: Queries;
  readonly #amendments: AmendmentArchive;

  constructor(tools: ArchiveTools) {
    this.#tools = tools;
    this.#queries = queriesOn(tools.database.reader);
    this.#amendments = new AmendmentArchive(tools.database);
  }

  async list(query: EntryQuery): Promise<Page<EntryRecord>> {
    const limit = pageLimit(query);
    const { gate, household, verdict, from, to } = query;
    const ids =
      household === undefined
        ? null
        : await householdChain(household, { queries: this.#queries, ...this.#tools });
    const journals = gate === undefined ? null : await journalsOfGate(gate, this.#queries);
    const rows = await this.#rows()
      .where('e.id', '<', idBefore(query))
      .$if(ids !== null, (rest) =>
        rest.where('e.id', 'in', ids ?? []).where('e.household', '=', household ?? null),
      )
      .$if(journals !== null, (rest) => rest.where(isOfJournals(journals, this.#tools.database.engine)))
      .$if(verdict !== undefined, (rest) => rest.where('e.verdict', '=', verdict ?? null))
      .$if(from !== undefined, (rest) => rest.where('e.at', '>=', from ?? 0))
      .$if(to !== undefined, (rest) => rest.where('e.at', '<', to ?? 0))
      .orderBy('e.id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOfRows(rows, { limit, key: ({ id }) => String(id), item: recordOfFound });
  }

  /** Entries by their ids, with what was measured, in order of arrival. */
  async seen(
    ids: readonly number[],
  ): Promise<readonly { readonly record: EntryRecord; readonly reading: Reading | null }[]> {
    if (ids.length === 0) return [];
    const rows = await this.#rows().where('e.id', 'in', ids).orderBy('e.id').execute();
    return rows.map((row) => ({ record: recordOfFound(row), reading: readingOf(row.reading) }));
  }

  /** Entries of a compound in which two gates let the same household out, newest first. */
  async conflicts(compound: CompoundId, paging: Paging): Promise<Page<EntryRecord>> {
    const limit = pageLimit(paging);
    const rows = await this.#rows()
      // In these words, so that the index of them is used.
      .where(sql<boolean>`e.conflict = 1`)
      .where('g.compound', '=', compound)
      .where('e.id', '<', idBefore(paging))
      .orderBy('e.id', 'desc')
      .limit(limit + 1)
      .execute();
    return pageOfRows(rows, { limit, key: ({ id }) => String(id), item: recordOfFound });
  }

  async get(journal: JournalId, seq: number): Promise<EntryDetail | null> {
    const id = await entryAt(this.#queries, journal, seq);
    if (id === null) return null;
    const row = await this.#rows()
      .leftJoin('passes as p', 'p.id', 'e.pass')
      .select('p.qr')
      .where('e.id', '=', id)
      .executeTakeFirst();
    if (row === undefined) return null;
    const lines = await this.#lines(lineIds(row.trace));
    const { changes, records } = await this.#amendments.ofEntry(row.id);
    return {
      record: recordOfFound(row),
      entry: entryOf(row, row.qr),
      trace: readTrace(row.trace, lines, row.pass),
      policyVersion: row.policy_version,
      standing: standingOf(changes),
      amendments: [...records],
    };
  }

  async #lines(
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, { id: string; rule: string; zh: string; en: string }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#queries.selectFrom('trace_lines').selectAll().where('id', 'in', ids).execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  #rows() {
    return this.#queries
      .selectFrom('entries as e')
      .innerJoin('journals as j', 'j.number', 'e.journal')
      .innerJoin('gates as g', 'g.id', 'j.gate')
      .selectAll('e')
      .select(['j.journal as journalId', 'g.id as gate', 'g.compound as compound']);
  }
}

/** A busy gate's newest entries are found faster by going back through the ledger than by sorting all it ever had. */
function isOfJournals(journals: GateJournals | null, engine: SqlEngine): RawBuilder<boolean> {
  const { numbers = [], isBusy = false } = journals ?? {};
  if (numbers.length === 0) return sql`1 = 0`;
  const listed = sql.join(numbers);
  if (isBusy) return sql`+e.journal in (${listed})`;
  // Only PostgreSQL has an index of them.
  if (engine === 'postgres') return sql`e.journal in (${listed})`;
  return sql`e.id in (select entry from entry_places where journal in (${listed}))`;
}

function recordOfFound(row: FoundRow): EntryRecord {
  const { journalId: journal, gate, compound } = row;
  const content = { presented: presentedOf(row.presentation, null), reading: readingOf(row.reading) };
  return recordOf(row, { journal, gate, compound }, content);
}

/** The entry as the gate sent it; null when it was erased. */
function entryOf(row: FoundRow, qr: string | null): Entry | null {
  const presented = presentedOf(row.presentation, qr);
  if (presented === null) return null;
  const { journalId: journal, seq, direction } = row;
  return { journal, seq, direction, ...presented, reading: readingOf(row.reading) };
}
