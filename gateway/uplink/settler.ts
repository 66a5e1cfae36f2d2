import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { SECOND } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Journal } from '../journal/journal.js';

interface SettlerParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
}

const TRY_AGAIN = 5 * SECOND;

/**
 * Tells the journal what the service has. What a full disk does not take is tried again; should the gateway stop before,
 * the entry is only sent once more, which is harmless.
 */
export class Settler {
  readonly #parts: SettlerParts;
  readonly #failed = new Map<number, Decision | null>();
  #cancelRetry: CancelTimer | null = null;
  #isStopped = false;

  constructor(parts: SettlerParts) {
    this.#parts = parts;
  }

  settle(seq: number, decision: Decision | null): void {
    this.#parts.journal.settle(seq, decision).catch((error: unknown) => {
      this.#keep(seq, decision, messageOf(error));
    });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelRetry?.();
  }

  #keep(seq: number, decision: Decision | null, problem: string): void {
    if (this.#isStopped) return;
    this.#failed.set(seq, decision);
    if (this.#cancelRetry !== null) return;
    this.#parts.logger.error({}, `delivered entries cannot be marked so: ${problem}`);
    this.#cancelRetry = this.#parts.clock.after(TRY_AGAIN, () => {
      this.#cancelRetry = null;
      const again = [...this.#failed];
      this.#failed.clear();
      for (const [one, its] of again) this.settle(one, its);
    });
  }
}
