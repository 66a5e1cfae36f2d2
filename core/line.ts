/** Places that are let stay empty at the head, at least, before the rest moves up. */
const SLACK = 1_024;

/**
 * A line of what waits: who came first is taken first. Each step costs the same however long the line is, while the first
 * key of a `Map` is found past the places of all that were deleted before it.
 */
export class Line<Item> {
  /** An empty place was taken: what stood there is not kept until the rest moves up. */
  #items: (Item | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  add(item: Item): void {
    this.#items.push(item);
  }

  /** The one that came first, which leaves; undefined when nobody waits. */
  take(): Item | undefined {
    if (this.length === 0) return undefined;
    const item = this.#items[this.#head];
    this.#items[this.#head] = undefined;
    this.#head += 1;
    if (this.#head > SLACK && this.#head * 2 > this.#items.length) this.#moveUp();
    return item;
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }

  #moveUp(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
