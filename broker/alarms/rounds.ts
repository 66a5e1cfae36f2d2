import { messageOf } from '#core/errors/gate-error.js';
import { OneAtATime } from '#core/one-at-a-time.js';
import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { Milliseconds } from '#core/units/instant.js';

interface RoundTools {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly every: Milliseconds;
  /** What could not be done, for the log. */
  readonly fault: string;
  readonly work: () => Promise<void>;
}

/** Does its work again and again, never twice at once; a round that fails is done again at the next time. */
export class Rounds {
  readonly #tools: RoundTools;
  readonly #cancel: CancelTimer;
  readonly #rounds = new OneAtATime(() => this.#guarded());

  constructor(tools: RoundTools) {
    this.#tools = tools;
    this.#cancel = every(tools.clock, tools.every, () => this.now());
  }

  /** Begins a round now; during a round, another begins behind it. */
  now(): void {
    this.#rounds.ask();
  }

  /** Waits for what it has begun. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.#rounds.stop();
  }

  async #guarded(): Promise<void> {
    try {
      await this.#tools.work();
    } catch (error) {
      this.#tools.logger.warn({ problem: messageOf(error) }, `${this.#tools.fault}; trying again`);
    }
  }
}
