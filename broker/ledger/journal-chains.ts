import type { JournalId } from '#core/units/ids.js';
import type { EntryRow } from '../storage/schema.js';
import { chainStart } from './chain.js';
import type { BatchFacts, JournalChange, KnownJournal } from './ledger-store.js';

/** The chains of the journals of a batch, as its rows lengthen them. */
export class JournalChains {
  readonly #facts: Pick<BatchFacts, 'journal'>;
  readonly #changes = new Map<JournalId, JournalChange>();

  constructor(facts: Pick<BatchFacts, 'journal'>) {
    this.#facts = facts;
  }

  /** With the hash that its next row is chained to. */
  journal(id: JournalId): KnownJournal | undefined {
    const changed = this.#changes.get(id);
    if (changed !== undefined) return changed;
    const known = this.#facts.journal(id);
    return known?.hash === '' ? { ...known, hash: chainStart(id, known.gate) } : known;
  }

  /** The row is the next of the journal, which stood like this before it. */
  add(journal: JournalId, { number, gate, topSeq }: KnownJournal, row: EntryRow): void {
    this.#changes.set(journal, {
      journal,
      number,
      gate,
      topSeq: Math.max(topSeq, row.seq),
      lastEntry: row.id,
      hash: row.hash,
    });
  }

  changes(): readonly JournalChange[] {
    return [...this.#changes.values()];
  }
}
