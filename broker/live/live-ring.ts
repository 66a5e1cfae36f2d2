import type { LiveBody, LiveEvent, LiveFeed } from '#core/api/live.js';
import { messageOf } from '#core/errors/gate-error.js';
import type { Logger } from '#core/ports/logger.js';

interface RingOptions {
  /** How many past events a page can catch up on. */
  readonly capacity: number;
  readonly epoch: string;
  readonly logger: Logger;
}

type Listener = (event: LiveEvent) => void;

/** The live feed: a bounded ring of past events, and whoever listens now. */
export class LiveRing implements LiveFeed {
  readonly epoch: string;
  readonly #options: RingOptions;
  readonly #events: LiveEvent[] = [];
  readonly #listeners = new Set<Listener>();
  #lastId = 0;

  constructor(options: RingOptions) {
    this.epoch = options.epoch;
    this.#options = options;
  }

  get lastId(): number {
    return this.#lastId;
  }

  since(id: number): readonly LiveEvent[] | null {
    if (!Number.isInteger(id) || id < 0 || id > this.#lastId) return null;
    const missed = this.#lastId - id;
    if (missed > Math.min(this.#lastId, this.#options.capacity)) return null;
    const events: LiveEvent[] = [];
    for (let next = id + 1; next <= this.#lastId; next += 1) {
      const event = this.#events[next % this.#options.capacity];
      if (event === undefined) return null;
      events.push(event);
    }
    return events;
  }

  subscribe(listener: Listener): () => void {
    // A wrapper of its own, so that the same function may subscribe twice and leave once.
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Every page has to load afresh: what happened elsewhere was missed. The ids jump further than the ring reaches. */
  afresh(): void {
    this.#events.length = 0;
    this.#lastId += this.#options.capacity + 1;
  }

  /** Tells everyone. A listener that throws is logged and harms no other. */
  publish(body: LiveBody): void {
    this.#lastId += 1;
    const event: LiveEvent = { id: this.#lastId, ...body };
    this.#events[event.id % this.#options.capacity] = event;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#options.logger.error({ problem: messageOf(error) }, 'a listener of the live feed failed');
      }
    }
  }
}
