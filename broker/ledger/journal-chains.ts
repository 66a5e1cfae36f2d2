import type { JournalId } from '#core/units/ids.js';
import type { EntryRow } from '../storage/schema.js';
import { chainStart } from './chain.js';
import type { BatchFacts, JournalChange, KnownJournal } from './ledger-store.js';

/** The chains of the journals of a batch, as its rows lengthen them. */
export class JournalChains {
  readonly #facts: Pick<BatchFacts, 'journal'>;
  readonly #journals = new Map<JournalId, KnownJournal>();
  readonly #changes = new Map<JournalId, JournalChange>();

  constructor(facts: Pick<BatchFacts, 'journal'>) {
    this.#facts = facts;
  }

  /** With the hash that its next row is chained to. */
  journal(id: JournalId): KnownJournal | undefined {
    const known = this.#journals.get(id) ?? this.#facts.journal(id);
    return known?.hash === '' ? { ...known, hash: chainStart(id, known.gate) } : known;
  }

  add(id: JournalId, row: EntryRow): void {
    const before = this.journal(id);
    if (before === undefined) return;
    const topSeq = Math.max(before.topSeq, row.seq);
    this.#journals.set(id, { ...before, topSeq, hash: row.hash });
    const { number, gate } = before;
    this.#changes.set(id, { journal: id, number, gate, topSeq, lastEntry: row.id, hash: row.hash });
  }

  changes(): readonly JournalChange[] {
    return [...this.#changes.values()];
  }
}
