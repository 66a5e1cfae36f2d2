import type { Clock } from '#core/ports/clock.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { GateConnection, ServiceTopic } from '../mqtt/mqtt-broker.js';

/** Long enough for a client to come back and subscribe; after that a gate asks again, from its journal. */
const KEPT_FOR: Milliseconds = 60 * SECOND;
/** Most answers kept for one gate; the newest stay. */
const GATE_LIMIT = 64;
/** Most text kept for all gates together, in characters; some 15 000 decisions. */
const TEXT_LIMIT = 4 * 1_024 * 1_024;

interface Missed {
  readonly name: ServiceTopic;
  readonly payload: string;
  readonly since: Milliseconds;
}

/**
 * Answers that found no subscriber, kept in memory for a moment: a convenience, not a promise, because the ledger answers
 * a repeated entry again. When all gates together miss too much, those whose last one is oldest lose theirs first.
 */
export class MissedAnswers {
  readonly #clock: Clock;
  /** In order of the last answer each gate missed. */
  readonly #gates = new Map<GateId, readonly Missed[]>();
  #text = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(gate: GateId, name: ServiceTopic, payload: string): void {
    const missed = [...this.#of(gate), { name, payload, since: this.#clock.monotonic() }];
    this.#replace(gate, []);
    this.#replace(gate, missed.slice(-GATE_LIMIT));
    this.#makeRoom();
  }

  /** Sends what its gate missed on a topic, in order; what the connection does not take stays. */
  handOver(connection: GateConnection, name: ServiceTopic): void {
    const { gate } = connection;
    const left = this.#of(gate).filter(
      (missed) => missed.name !== name || !connection.publish(name, missed.payload),
    );
    this.#replace(gate, left);
  }

  forget(): void {
    this.#gates.clear();
    this.#text = 0;
  }

  #of(gate: GateId): readonly Missed[] {
    return (this.#gates.get(gate) ?? []).filter((missed) => !this.#isOver(missed));
  }

  #isOver({ since }: Missed): boolean {
    return this.#clock.monotonic() - since > KEPT_FOR;
  }

  #replace(gate: GateId, missed: readonly Missed[]): void {
    this.#text += textOf(missed) - textOf(this.#gates.get(gate) ?? []);
    if (missed.length === 0) this.#gates.delete(gate);
    else this.#gates.set(gate, missed);
  }

  #makeRoom(): void {
    for (const [gate, missed] of this.#gates) {
      const isNeeded = this.#text <= TEXT_LIMIT && missed.some((one) => !this.#isOver(one));
      if (isNeeded) return;
      this.#replace(gate, []);
    }
  }
}

function textOf(missed: readonly Missed[]): number {
  return missed.reduce((sum, { payload }) => sum + payload.length, 0);
}
