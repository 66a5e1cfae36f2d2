/** Messages of one connection that may wait for their acknowledgement while more is read. */
const WINDOW = 128;

/**
 * How far reading may run ahead of the ledger on one connection: while one batch is committed the next is read, and no
 * gate can fill the memory.
 */
export class ReceiveWindow {
  #open = 0;
  #held: (() => void)[] = [];

  /** A message was read; `next` lets the connection read on, at once or when there is room again. */
  take(next: () => void): void {
    this.#open += 1;
    if (this.#open < WINDOW) next();
    else this.#held.push(next);
  }

  /** A message was acknowledged. */
  release(): void {
    this.#open -= 1;
    if (this.#held.length === 0 || this.#open >= WINDOW) return;
    const held = this.#held;
    this.#held = [];
    for (const next of held) next();
  }
}
