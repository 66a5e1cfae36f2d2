import type { SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import { NOTHING_ERASED, readErasedUntil, type ErasedUntil } from '../retention/erased-until.js';
import { SAVED_MARK } from '../storage/ledger-saver.js';
import { queriesOn, type Queries } from '../storage/queries.js';

/** A journal as its own row tells it. Gate and compound are null when the register has none such. */
export interface ExaminedJournal {
  readonly number: number;
  readonly id: JournalId;
  readonly gate: GateId;
  readonly compound: CompoundId | null;
  readonly lastEntry: number;
  readonly topSeq: number;
  readonly hash: string;
}

/** What every check needs: the few rows that say where the ledger stands. */
export interface Frame {
  readonly journals: ReadonlyMap<number, ExaminedJournal>;
  /** The entry up to which states and journals must be saved. */
  readonly mark: number;
  /** Id of the last entry or amendment. */
  readonly lastEntry: number;
  erased(compound: CompoundId): ErasedUntil;
}

export async function readFrame(session: SqlSession): Promise<Frame> {
  const queries = queriesOn(session);
  const last = (table: 'entries' | 'amendments') =>
    queries
      .selectFrom(table)
      .select((row) => row.fn.max('id').as('id'))
      .executeTakeFirst();
  const [lastEntry, lastAmendment] = [await last('entries'), await last('amendments')];
  const erased = await readErasedUntil(queries);
  return {
    journals: await readJournals(queries),
    mark: session.engine === 'sqlite' ? await savedMark(queries) : Number.MAX_SAFE_INTEGER,
    lastEntry: Math.max(lastEntry?.id ?? 0, lastAmendment?.id ?? 0),
    erased: (compound) => erased.get(compound) ?? NOTHING_ERASED,
  };
}

async function readJournals(queries: Queries): Promise<ReadonlyMap<number, ExaminedJournal>> {
  const rows = await queries
    .selectFrom('journals as j')
    .leftJoin('gates as g', 'g.id', 'j.gate')
    .select(['j.number', 'j.journal', 'j.gate', 'j.last_entry', 'j.top_seq', 'j.hash', 'g.compound'])
    .orderBy('j.number')
    .execute();
  return new Map(
    rows.map(({ number, journal, gate, compound, last_entry: lastEntry, top_seq: topSeq, hash }) => {
      return [number, { number, id: journal, gate, compound, lastEntry, topSeq, hash }];
    }),
  );
}

/** SQLite saves states and journals a little later than their entries; PostgreSQL together with them. */
async function savedMark(queries: Queries): Promise<number> {
  const row = await queries
    .selectFrom('ledger_marks')
    .select('entry')
    .where('name', '=', SAVED_MARK)
    .executeTakeFirst();
  return row?.entry ?? 0;
}
