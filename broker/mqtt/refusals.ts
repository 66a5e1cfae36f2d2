import type { Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

/** A flood of refusals of one kind is one line in so much time. */
const QUIET: Milliseconds = 10 * SECOND;

interface Kind {
  readonly loggedAt: Milliseconds;
  /** How many came since. */
  readonly unlogged: number;
}

/** Counts refused attempts and logs them without letting a flood fill the disk. Reasons are sentences of ours. */
export class Refusals {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #kinds = new Map<string, Kind>();
  #count = 0;

  constructor(tools: { readonly clock: Clock; readonly logger: Logger }) {
    this.#clock = tools.clock;
    this.#logger = tools.logger;
  }

  get count(): number {
    return this.#count;
  }

  add(reason: string, gate: GateId | null): void {
    this.#count += 1;
    const now = this.#clock.monotonic();
    const known = this.#kinds.get(reason);
    if (known !== undefined && now - known.loggedAt < QUIET) {
      this.#kinds.set(reason, { ...known, unlogged: known.unlogged + 1 });
      return;
    }
    this.#kinds.set(reason, { loggedAt: now, unlogged: 0 });
    this.#logger.warn({ gate, reason, times: (known?.unlogged ?? 0) + 1 }, 'refused at the broker');
  }
}
