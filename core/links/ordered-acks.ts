import type { Clock } from '#core/ports/clock.js';
import { MINUTE, type Milliseconds } from '#core/units/instant.js';

/** Whoever is not settled after so long while later ones are must not hold them up for ever. */
const PATIENCE: Milliseconds = MINUTE;

interface Held {
  readonly id: number;
  readonly since: Milliseconds;
  isSettled: boolean;
}

/**
 * Lets acknowledgements out in the order in which the messages came (MQTT 3.1.1 section 4.6), whatever the order in which
 * they are settled. One that nobody settles is passed over after a minute.
 */
export class OrderedAcks {
  readonly #clock: Clock;
  readonly #send: (ids: readonly number[]) => void;
  readonly #held = new Set<Held>();

  constructor(clock: Clock, send: (ids: readonly number[]) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Messages whose acknowledgement has not gone out. */
  get size(): number {
    return this.#held.size;
  }

  /** A message has come; the answer settles it, and does nothing when called again. */
  take(id: number): () => void {
    const held: Held = { id, since: this.#clock.monotonic(), isSettled: false };
    this.#held.add(held);
    return () => {
      if (held.isSettled) return;
      held.isSettled = true;
      this.#release();
    };
  }

  #release(): void {
    const ids: number[] = [];
    const lost = this.#clock.monotonic() - PATIENCE;
    for (const held of this.#held) {
      if (!held.isSettled && held.since > lost) break;
      if (!held.isSettled) continue;
      this.#held.delete(held);
      ids.push(held.id);
    }
    if (ids.length > 0) this.#send(ids);
  }
}
