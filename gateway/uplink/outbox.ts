import type { CancelTimer } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';

/** An entry that has left the gateway and has no decision yet. */
export interface Flight {
  readonly entry: Entry;
  /** Somebody stands at the gate and waits for it. */
  readonly isLive: boolean;
  attempts: number;
  readonly firstSentAt: Milliseconds;
  /** Monotonic time of the last attempt. */
  sentAt: Milliseconds;
  cancelResend: CancelTimer;
}

/** So often an entry is sent before it is passed over in favour of others. */
const PATIENT_ATTEMPTS = 3;

/**
 * Where every entry without a decision is: ready to be sent, being read from the journal, or in flight. Plain bookkeeping
 * of numbers, so that a backlog of days fits in memory; the entries themselves stay in the journal.
 */
export class Outbox {
  readonly #flights = new Map<number, Flight>();
  readonly #loading = new Set<number>();
  #ready = new Set<number>();
  #newest = 0;
  #lastSettledAt: Milliseconds = Number.NEGATIVE_INFINITY;

  constructor(pending: readonly number[]) {
    this.add(pending);
  }

  get readyCount(): number {
    return this.#ready.size;
  }

  flight(seq: number): Flight | undefined {
    return this.#flights.get(seq);
  }

  /**
   * How many are waited for. One that stays without an answer while the service answers others is not: it is sent again
   * now and then, but must not keep the rest from leaving.
   */
  flying(isLive: boolean): number {
    let count = 0;
    for (const flight of this.#flights.values())
      if (flight.isLive === isLive && !this.#isPassedOver(flight)) count += 1;
    return count;
  }

  /** Puts numbers among those to be sent, in order of `seq`. */
  add(seqs: readonly number[]): void {
    const before = this.#newest;
    for (const seq of seqs) {
      this.#ready.add(seq);
      this.#newest = Math.max(this.#newest, seq);
    }
    const isInOrder = seqs.every((seq, index) => seq > (seqs[index - 1] ?? before));
    if (!isInOrder) this.#ready = new Set([...this.#ready].sort((a, b) => a - b));
  }

  /** Takes the lowest numbers out to be read; they come back by `fly`, `add` or `forget`. */
  take(count: number): number[] {
    const taken: number[] = [];
    for (const seq of this.#ready) {
      if (taken.length === count) break;
      taken.push(seq);
    }
    for (const seq of taken) {
      this.#ready.delete(seq);
      this.#loading.add(seq);
    }
    return taken;
  }

  /** False when the number was settled while its entry was being read. */
  isWanted(seq: number): boolean {
    return this.#loading.has(seq);
  }

  fly(flight: Flight): void {
    this.#loading.delete(flight.entry.seq);
    this.#flights.set(flight.entry.seq, flight);
  }

  /** Puts what was being read back among those to be sent. */
  putBack(seqs: readonly number[]): void {
    this.add(seqs.filter((seq) => this.#loading.delete(seq)));
  }

  /** Nothing in flight will be answered any more: all of it must be sent again. */
  ground(): void {
    const seqs = [...this.#flights.keys()];
    for (const flight of this.#flights.values()) flight.cancelResend();
    this.#flights.clear();
    this.add(seqs);
  }

  /** The service has it. */
  settle(seq: number, at: Milliseconds): void {
    this.#lastSettledAt = at;
    this.forget(seq);
  }

  forget(seq: number): void {
    this.#flights.get(seq)?.cancelResend();
    this.#flights.delete(seq);
    this.#loading.delete(seq);
    this.#ready.delete(seq);
  }

  #isPassedOver({ attempts, firstSentAt }: Flight): boolean {
    return attempts >= PATIENT_ATTEMPTS && this.#lastSettledAt > firstSentAt;
  }
}
