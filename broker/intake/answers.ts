import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import type { Receipt } from '#core/wire/receipt.js';
import type { GateConnection } from '../mqtt/mqtt-broker.js';
import type { JournalId } from '#core/units/ids.js';

/** Most entries that one receipt names (see the schema of the receipt). */
const RECEIPT_LIMIT = 1_000;

/**
 * Tells gates what the ledger has committed: a decision to a gate that asked; for entries a gate had already decided
 * itself, receipts, gathered over one turn of the event loop (DESIGN section 5).
 */
export class Answers {
  readonly #receipts = new Map<GateConnection, Map<JournalId, number[]>>();

  /** Call it after the commit, never before. */
  answer(connection: GateConnection, entry: Entry, decision: Decision): void {
    if (entry.local === null) connection.publish('decisions', JSON.stringify(decision));
    else this.#gather(connection, entry);
  }

  /** Sends the receipts gathered so far. */
  flush(): void {
    const gathered = [...this.#receipts];
    this.#receipts.clear();
    for (const [connection, journals] of gathered) {
      for (const [journal, seqs] of journals) sendReceipts(connection, { journal, seqs });
    }
  }

  #gather(connection: GateConnection, entry: Entry): void {
    if (this.#receipts.size === 0) setImmediate(() => this.flush());
    const journals = this.#receipts.get(connection) ?? new Map<JournalId, number[]>();
    this.#receipts.set(connection, journals);
    journals.set(entry.journal, [...(journals.get(entry.journal) ?? []), entry.seq]);
  }
}

function sendReceipts(connection: GateConnection, receipt: Receipt): void {
  for (let at = 0; at < receipt.seqs.length; at += RECEIPT_LIMIT) {
    const seqs = receipt.seqs.slice(at, at + RECEIPT_LIMIT);
    connection.publish('receipts', JSON.stringify({ journal: receipt.journal, seqs }));
  }
}
