/** Messages of one connection that may wait for their acknowledgement while more is read. */
const WINDOW = 128;

interface Reading {
  hold(): void;
  release(): void;
}

/**
 * How far reading may run ahead of the ledger on one connection: while one batch is committed the next is read, and no
 * gate can fill the memory. What one chunk of the socket brings beyond the window is still taken.
 */
export class ReceiveWindow {
  readonly #reading: Reading;
  #open = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  /** A message was read. */
  take(): void {
    this.#open += 1;
    if (this.#open === WINDOW) this.#reading.hold();
  }

  /** A message was acknowledged. */
  release(): void {
    if (this.#open === WINDOW) this.#reading.release();
    this.#open -= 1;
  }
}
