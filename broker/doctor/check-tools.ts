import type { SqlSession } from '#core/ports/sql-database.js';
import { isAmendment, type LedgerRow } from '../ledger/amendment-chain.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import type { EntryRow } from '../storage/schema.js';
import type { RowPlace } from './finding.js';
import type { Findings } from './findings.js';
import type { ExaminedJournal, Frame } from './frame.js';

/** What every check of an examination is given. The session shows one moment of the database, however long it takes. */
export interface CheckTools {
  readonly session: SqlSession;
  readonly frame: Frame;
  readonly findings: Findings;
  /** The entries up to this one have been read. */
  onReached(entry: number): void;
}

export function placeOfEntry(
  row: Pick<EntryRow, 'id' | 'seq'>,
  journal: ExaminedJournal | undefined,
): RowPlace {
  return { table: 'entries', id: row.id, gate: journal?.gate, journal: journal?.id, seq: row.seq };
}

/** One seq, or a run of them. */
export function seqsText(first: number, last: number): string {
  return first === last ? `seq ${first}` : `seq ${first} to ${last}`;
}

/** The place of a row of either kind. */
export function placeOfRow(row: LedgerRow, journal: ExaminedJournal | undefined): RowPlace {
  if (!isAmendment(row)) return placeOfEntry(row, journal);
  return placeOfAmendment(row, journal);
}

export function placeOfAmendment(
  { id, seq }: Pick<AmendmentRow, 'id' | 'seq'>,
  journal: ExaminedJournal | undefined,
): RowPlace {
  const place = { table: 'amendments', id, gate: journal?.gate, journal: journal?.id };
  return seq === null ? place : { ...place, seq };
}
