import type { GateId, JournalId } from '#core/units/ids.js';
import type { JournalChange, KnownJournal } from '../ledger/ledger-store.js';

export interface ResidentJournal extends KnownJournal {
  readonly lastEntry: number;
}

/** Every journal the ledger knows, in memory: there are few. Where they stand is saved together with the states. */
export class ResidentJournals {
  readonly #journals = new Map<JournalId, ResidentJournal>();
  readonly #byNumber = new Map<number, JournalId>();
  readonly #unsaved = new Set<JournalId>();
  #lastNumber = 0;

  get(id: JournalId): ResidentJournal | undefined {
    return this.#journals.get(id);
  }

  idOf(number: number): JournalId | undefined {
    return this.#byNumber.get(number);
  }

  /** A journal as the database has it. */
  read(id: JournalId, journal: ResidentJournal): void {
    this.#journals.set(id, journal);
    this.#byNumber.set(journal.number, id);
    this.#lastNumber = Math.max(this.#lastNumber, journal.number);
  }

  /** What the journal is to its first batch: the gate's, under the next number. `taken`: the highest that is not read yet. */
  candidate(index: number, gate: GateId, taken = 0): KnownJournal {
    return { number: Math.max(this.#lastNumber, taken) + 1 + index, gate, topSeq: 0, hash: '' };
  }

  changed({ journal, ...stand }: JournalChange): void {
    this.read(journal, stand);
    this.#unsaved.add(journal);
  }

  /** The journals whose stand is not saved. */
  toSave(): JournalChange[] {
    return [...this.#unsaved].flatMap((journal) => {
      const known = this.#journals.get(journal);
      return known === undefined ? [] : [{ journal, ...known }];
    });
  }

  saved(changes: readonly JournalChange[]): void {
    for (const { journal, lastEntry } of changes) {
      if (this.#journals.get(journal)?.lastEntry === lastEntry) this.#unsaved.delete(journal);
    }
  }
}
