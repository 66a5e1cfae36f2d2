import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** A busy node commits hundreds of times a second; the others hear of it this often, which pages show at once all the same. */
const CALL_EVERY: Milliseconds = 50;

/** Calls at once when nobody was called lately, and otherwise once for all that came meanwhile. */
export class Caller {
  readonly #clock: Clock;
  readonly #call: () => void;
  #cancel: CancelTimer | null = null;
  #isDue = false;

  constructor(clock: Clock, call: () => void) {
    this.#clock = clock;
    this.#call = call;
  }

  soon(): void {
    if (this.#cancel === null) this.#now();
    else this.#isDue = true;
  }

  /** A call that is due goes out now. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    if (this.#isDue) this.#call();
    this.#isDue = false;
  }

  #now(): void {
    this.#isDue = false;
    this.#cancel = this.#clock.after(CALL_EVERY, () => {
      this.#cancel = null;
      if (this.#isDue) this.#now();
    });
    this.#call();
  }
}
