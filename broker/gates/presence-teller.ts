import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { ToldPresence } from './told-presence.js';

/** How often a node tells of every gate that is connected to it, so that a node that begins knows them soon. */
export const TELL_ALL_EVERY: Milliseconds = 10 * SECOND;

interface TellerTools {
  readonly board: {
    /** Gates whose presence here has changed since the last call; all that are connected too, if asked for. */
    presencesToTell(all: boolean): readonly ToldPresence[];
  };
  /** Tells the other nodes. */
  readonly tell: (gates: readonly ToldPresence[]) => void;
}

/** Tells the other nodes which gates are connected to this one, and how they are. */
export class PresenceTeller {
  readonly #tools: TellerTools;
  #toldAllAt: Instant | null = null;

  constructor(tools: TellerTools) {
    this.#tools = tools;
  }

  /** Call it about once a second, and at the end. */
  tell(now: Instant): void {
    const isTime = this.#toldAllAt === null || Math.abs(now - this.#toldAllAt) >= TELL_ALL_EVERY;
    if (isTime) this.#toldAllAt = now;
    const gates = this.#tools.board.presencesToTell(isTime);
    if (gates.length > 0) this.#tools.tell(gates);
  }
}
