import { isAmendment, linkHash, type LedgerRow } from '../ledger/amendment-chain.js';
import { chainStart } from '../ledger/chain.js';
import type { Findings } from './findings.js';
import type { RowPlace } from './finding.js';
import type { ExaminedJournal } from './frame.js';

/** A row whose hash does not follow from what it says and from the row before it. */
export interface ChainBreak {
  readonly row: LedgerRow;
  readonly journal: ExaminedJournal;
  /** The hash it should be chained to. */
  readonly before: string;
  /** The highest seq before it. */
  readonly topSeq: number;
  /** Whether the rest fits: then the hash itself was changed. */
  readonly isHashItself: boolean;
}

interface Held extends Omit<ChainBreak, 'isHashItself'> {
  /** What its hash should be. */
  readonly computed: string;
}

interface WalkTools {
  readonly journal: ExaminedJournal;
  /** The entry up to which the journal's own row must be up to date. */
  readonly mark: number;
  readonly findings: Findings;
}

/**
 * Follows the chain of one journal in order of arrival. After a break it goes on from the hash that stands there, so that
 * each break is told once. A broken row is held until the next row tells whether its hash or its content was changed.
 */
export class JournalWalk {
  readonly #tools: WalkTools;
  #hash: string;
  #topSeq = 0;
  #count = 0;
  #held: Held | null = null;
  #hasSeenLast = false;
  #firstAfterLast: number | null = null;

  constructor(tools: WalkTools) {
    this.#tools = tools;
    this.#hash = chainStart(tools.journal.id, tools.journal.gate);
  }

  get journal(): ExaminedJournal {
    return this.#tools.journal;
  }

  /** Entries so far. */
  get count(): number {
    return this.#count;
  }

  /** The highest seq so far. */
  get topSeq(): number {
    return this.#topSeq;
  }

  /** Hash of the row that arrived last; that of the start when there is none. */
  get hash(): string {
    return this.#hash;
  }

  /** Takes the next row; answers a break that is now understood. */
  take(row: LedgerRow): ChainBreak | null {
    const held = this.#held;
    const before = this.#hash;
    const computed = linkHash(before, row);
    const fitsMended = held !== null && row.hash === linkHash(held.computed, row);
    const isWhole = row.hash === computed || fitsMended;
    const { journal } = this.#tools;
    this.#held = isWhole ? null : { row, journal, before, topSeq: this.#topSeq, computed };
    this.#hash = row.hash;
    this.#topSeq = Math.max(this.#topSeq, row.seq ?? 0);
    if (!isAmendment(row)) this.#count += 1;
    this.#compare(row, computed);
    return held === null ? null : { ...held, isHashItself: fitsMended };
  }

  /** The end of the ledger; answers a break of the last row. */
  end(): ChainBreak | null {
    const { journal, mark, findings } = this.#tools;
    const place = placeOfJournal(journal);
    if (!this.#hasSeenLast && (journal.lastEntry !== 0 || journal.hash !== '' || journal.topSeq !== 0)) {
      const problem = `its last entry ${journal.lastEntry} is not in the ledger, or is not an entry of this journal`;
      findings.breakage(place, 'last_entry', problem);
    }
    if (this.#firstAfterLast !== null && this.#firstAfterLast <= mark) {
      findings.breakage(place, 'last_entry', `it stops before entry ${this.#firstAfterLast}`);
    }
    const held = this.#held;
    return held === null ? null : { ...held, isHashItself: held.computed === journal.hash };
  }

  /** The journal's own row repeats where its chain stood when it was saved last. */
  #compare(row: LedgerRow, computed: string): void {
    const { journal, findings } = this.#tools;
    if (row.id !== journal.lastEntry) {
      const isAfter = this.#hasSeenLast || journal.lastEntry === 0;
      if (isAfter) this.#firstAfterLast ??= row.id;
      return;
    }
    this.#hasSeenLast = true;
    const place = placeOfJournal(journal);
    if (journal.hash !== row.hash && journal.hash !== computed) {
      findings.breakage(place, 'hash', `it is not the hash of entry ${row.id}`);
    }
    if (journal.topSeq !== this.#topSeq) {
      findings.breakage(place, 'top_seq', `it is ${journal.topSeq}, the entries reach ${this.#topSeq}`);
    }
  }
}

export function placeOfJournal({ number, gate, id }: ExaminedJournal): RowPlace {
  return { table: 'journals', id: number, gate, journal: id };
}
