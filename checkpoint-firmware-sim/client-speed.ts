import type { CancelTimer, Clock } from '#core/ports/clock.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

/** A client that has just opened the port must not wait long for the first byte; one that is served changes rarely. */
const LOOK_WHEN_WRONG: Milliseconds = 200;
const LOOK_WHEN_RIGHT: Milliseconds = 2 * SECOND;

interface SpeedOptions {
  readonly clock: Clock;
  /** Reads the speed of the far end. */
  readonly ask: () => Promise<number | null>;
  /** The speed at which client and device understand each other. */
  readonly wanted: () => number;
}

/** Follows the speed a client has set at the far end of one pseudo-terminal; it can only be asked for, again and again. */
export class ClientSpeed {
  readonly #options: SpeedOptions;
  #current: number | null = null;
  #looking: Promise<void> = Promise.resolve();
  #cancel: CancelTimer | null = null;
  #isStopped = false;

  constructor(options: SpeedOptions) {
    this.#options = options;
    void this.refresh();
  }

  /** The speed that was last seen, in baud; null before the first look. */
  get current(): number | null {
    return this.#current;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel?.();
  }

  /** Looks once more, after a look that is under way: that one may be older than what the client has just done. */
  refresh(): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look());
    return this.#looking;
  }

  async #look(): Promise<void> {
    if (this.#isStopped) return;
    this.#current = await this.#options.ask();
    this.#cancel?.();
    const pause = this.#current === this.#options.wanted() ? LOOK_WHEN_RIGHT : LOOK_WHEN_WRONG;
    // After a stop this arms one last timer, which finds out and arms no other.
    this.#cancel = this.#options.clock.after(pause, () => void this.refresh());
  }
}
