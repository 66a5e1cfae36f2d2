import type { LiveBody, LiveEvent, LiveFeed } from '#core/api/live.js';

/** A live feed in memory: a ring of the last events, told apart from other runs by its epoch. */
export class FakeLiveFeed implements LiveFeed {
  readonly epoch: string;
  readonly #capacity: number;
  readonly #listeners = new Set<(event: LiveEvent) => void>();
  /** How many have it keep events; it remembers them anyway. */
  keepers = 0;
  #ring: LiveEvent[] = [];
  #lastId = 0;

  constructor(options: { epoch?: string; capacity?: number } = {}) {
    this.epoch = options.epoch ?? 'b52c0a55-epoch';
    this.#capacity = options.capacity ?? 1000;
  }

  get lastId(): number {
    return this.#lastId;
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  since(id: number): readonly LiveEvent[] | null {
    const missed = this.#lastId - id;
    if (missed < 0 || missed > this.#ring.length) return null;
    return missed === 0 ? [] : this.#ring.slice(-missed);
  }

  keep(): () => void {
    this.keepers += 1;
    return () => {
      this.keepers -= 1;
    };
  }

  subscribe(listener: (event: LiveEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  publish(body: LiveBody): LiveEvent {
    this.#lastId += 1;
    const event: LiveEvent = { ...body, id: this.#lastId };
    this.#ring = [...this.#ring, event].slice(-this.#capacity);
    for (const listener of this.#listeners) listener(event);
    return event;
  }
}
