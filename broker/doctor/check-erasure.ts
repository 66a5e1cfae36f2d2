import { isAmendment, type LedgerRow } from '../ledger/amendment-chain.js';
import { isErased } from '../ledger/entry-parts.js';
import { placeOfRow, type CheckTools } from './check-tools.js';
import type { ExaminedJournal } from './frame.js';

/** Whether what is erased was to be erased, and is erased whole, and a row of nobody is: the hash of a row can not tell that. */
export class ErasureCheck {
  readonly #tools: Pick<CheckTools, 'frame' | 'findings'>;

  constructor(tools: Pick<CheckTools, 'frame' | 'findings'>) {
    this.#tools = tools;
  }

  /** False when the row lies before the limit of an erasure and is not erased. */
  check(row: LedgerRow, journal: ExaminedJournal): boolean {
    if (journal.compound === null) return true;
    const until = this.#tools.frame.erased(journal.compound);
    const isPersonDone = this.#person(row, journal, until.entries);
    const isMeasureDone = this.#measure(row, journal, until.temperatures);
    return isPersonDone && isMeasureDone;
  }

  #person(row: LedgerRow, journal: ExaminedJournal, until: number): boolean {
    const column = isAmendment(row) ? 'said' : 'presentation';
    const { findings } = this.#tools;
    if (!isErased(isAmendment(row) ? row.said : row.presentation)) {
      // Without a pass it is in no state's history either.
      if (row.pass === null && row.previous !== null) {
        const problem = `it names entry ${row.previous}, but no pass`;
        findings.breakage(placeOfRow(row, journal), 'previous', problem);
      }
      return row.id > until;
    }
    const place = placeOfRow(row, journal);
    if (row.id > until) findings.breakage(place, column, 'it is erased before its time');
    for (const column of ['household', 'pass', 'previous'] as const) {
      if (row[column] === null) continue;
      findings.breakage(place, column, 'it is there although who came is erased');
    }
    return true;
  }

  #measure(row: LedgerRow, journal: ExaminedJournal, until: number): boolean {
    if (row.reading === null && isAmendment(row)) return true;
    if (row.reading === null || !isErased(row.reading)) return row.id > until;
    const { findings } = this.#tools;
    const place = placeOfRow(row, journal);
    if (row.id > until) findings.breakage(place, 'reading', 'it is erased before its time');
    if (!isAmendment(row) && row.trace !== '') {
      findings.breakage(place, 'trace', 'it is there although what was measured is erased');
    }
    return true;
  }
}
