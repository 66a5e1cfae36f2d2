import type { Work } from './flight.js';

/** Work that has its turn in the order of arrival, behind the entries before it and before those after it. */
export interface Turn {
  /** Does it in a transaction of its own, and tells whoever waits for it. */
  run(): Promise<void>;
  /** It was not done: it is itself at fault, or the service stopped while the database was. */
  failed(error: unknown): void;
}

export function isTurn(item: object): item is Turn {
  return 'run' in item;
}

/**
 * Lets entries share transactions, but none across a turn: what was added to an entry must find it, and what comes after it
 * must find what was added. A batch that is tried again does not repeat what was done of it.
 */
export class InTurn<Item extends object, Result extends object> {
  readonly #work: Work<Item, Result>;
  /** Of batches that have turns among them: what came of the items that are done. */
  readonly #done = new WeakMap<Item | Turn, Result | typeof RAN>();

  constructor(work: Work<Item, Result>) {
    this.#work = work;
  }

  /** The results in order; null for a turn. A batch with turns is never said to be written before it is done. */
  async run(
    batch: readonly (Item | Turn)[],
    writing: () => void = NOTHING,
  ): Promise<readonly (Result | null)[]> {
    if (!batch.some(isTurn)) return this.#work(batch as readonly Item[], writing);
    let items: Item[] = [];
    for (const one of batch) {
      if (this.#done.has(one)) continue;
      if (!isTurn(one)) {
        items.push(one);
        continue;
      }
      await this.#together(items);
      items = [];
      await one.run();
      this.#done.set(one, RAN);
    }
    await this.#together(items);
    return batch.map((one) => {
      const result = this.#done.get(one);
      return result === undefined || result === RAN ? null : result;
    });
  }

  async #together(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const results = await this.#work(items, NOTHING);
    items.forEach((item, index) => {
      const result = results[index];
      if (result !== undefined) this.#done.set(item, result);
    });
  }
}

const RAN = Symbol('ran');
const NOTHING = (): void => undefined;
