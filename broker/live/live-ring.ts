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

/**
 * The live feed: whoever listens now, and a bounded ring of past events. It fills only while somebody has it keep them: what is
 * kept for nobody outlives the young objects, and costs a crowd of entries a tenth of the processor.
 */
export class LiveRing implements LiveFeed {
  readonly epoch: string;
  readonly #options: RingOptions;
  readonly #events: LiveEvent[] = [];
  readonly #listeners = new Set<Listener>();
  #keepers = 0;
  #lastId = 0;
  /** All events behind this id were kept, but for those that made room. */
  #keptAfter = 0;

  constructor(options: RingOptions) {
    this.epoch = options.epoch;
    this.#options = options;
  }

  get lastId(): number {
    return this.#lastId;
  }

  since(id: number): readonly LiveEvent[] | null {
    if (!Number.isInteger(id) || id < this.#keptAfter || id > this.#lastId) return null;
    if (this.#lastId - id > this.#options.capacity) return null;
    const events: LiveEvent[] = [];
    for (let next = id + 1; next <= this.#lastId; next += 1) {
      const event = this.#events[this.#placeOf(next)];
      if (event === undefined) return null;
      events.push(event);
    }
    return events;
  }

  keep(): () => void {
    this.#keepers += 1;
    let isKept = true;
    return () => {
      if (!isKept) return;
      isKept = false;
      this.#keepers -= 1;
      if (this.#keepers === 0) this.#forget();
    };
  }

  subscribe(listener: Listener): () => void {
    // A wrapper of its own, so that the same function may subscribe twice and leave once.
    const own: Listener = (event) => listener(event);
    this.#listeners.add(own);
    return () => {
      this.#listeners.delete(own);
    };
  }

  /** Every page has to load afresh: what happened elsewhere was missed. */
  afresh(): void {
    this.#lastId += 1;
    this.#forget();
  }

  /** Tells everyone. A listener that throws is logged and harms no other. */
  publish(body: LiveBody): void {
    this.#lastId += 1;
    const event: LiveEvent = { id: this.#lastId, ...body };
    if (this.#keepers > 0) this.#events[this.#placeOf(event.id)] = event;
    else this.#keptAfter = event.id;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#options.logger.error({ problem: messageOf(error) }, 'a listener of the live feed failed');
      }
    }
  }

  #placeOf(id: number): number {
    return (id - this.#keptAfter - 1) % this.#options.capacity;
  }

  #forget(): void {
    this.#events.length = 0;
    this.#keptAfter = this.#lastId;
  }
}
