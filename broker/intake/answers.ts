import type { Clock } from '#core/ports/clock.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import type { Receipt } from '#core/wire/receipt.js';
import type { JournalId } from '#core/units/ids.js';
import type { GateConnection, ServiceTopic } from '../mqtt/mqtt-broker.js';
import { MissedAnswers } from './missed-answers.js';

/** Most entries that one receipt names (see the schema of the receipt). */
const RECEIPT_LIMIT = 1_000;

/**
 * Tells gates what the ledger has committed: a decision to a gate that asked; for entries a gate had already decided
 * itself, receipts, gathered over one turn of the event loop (DESIGN section 5). What a connection can not take waits a
 * moment for another of its gate that subscribes.
 */
export class Answers {
  readonly #receipts = new Map<GateConnection, Map<JournalId, number[]>>();
  readonly #missed: MissedAnswers;

  constructor(clock: Clock) {
    this.#missed = new MissedAnswers(clock);
  }

  /** Call it after the commit, never before. */
  answer(connection: GateConnection, entry: Entry, decision: Decision): void {
    if (entry.local === null) this.#send(connection, 'decisions', decision);
    else this.receipt(connection, entry);
  }

  /** The same for what is answered with a receipt alone. */
  receipt(connection: GateConnection, committed: Pick<Entry, 'journal' | 'seq'>): void {
    this.#gather(connection, committed);
  }

  /** Sends the receipts gathered so far. */
  flush(): void {
    const gathered = [...this.#receipts];
    this.#receipts.clear();
    for (const [connection, journals] of gathered) {
      for (const [journal, seqs] of journals) this.#sendReceipts(connection, { journal, seqs });
    }
  }

  /** Sends what the gate has missed on the topic it listens to from now on. */
  subscribed(connection: GateConnection, name: ServiceTopic): void {
    this.#missed.handOver(connection, name);
  }

  /** Sends the receipts gathered so far, and keeps nothing for later. */
  stop(): void {
    this.flush();
    this.#missed.forget();
  }

  #gather(connection: GateConnection, entry: Pick<Entry, 'journal' | 'seq'>): void {
    if (this.#receipts.size === 0) setImmediate(() => this.flush());
    const journals = this.#receipts.get(connection) ?? new Map<JournalId, number[]>();
    this.#receipts.set(connection, journals);
    journals.set(entry.journal, [...(journals.get(entry.journal) ?? []), entry.seq]);
  }

  #sendReceipts(connection: GateConnection, { journal, seqs }: Receipt): void {
    for (let at = 0; at < seqs.length; at += RECEIPT_LIMIT) {
      this.#send(connection, 'receipts', { journal, seqs: seqs.slice(at, at + RECEIPT_LIMIT) });
    }
  }

  #send(connection: GateConnection, name: ServiceTopic, answer: Decision | Receipt): void {
    const payload = JSON.stringify(answer);
    if (!connection.publish(name, payload)) this.#missed.keep(connection.gate, name, payload);
  }
}
