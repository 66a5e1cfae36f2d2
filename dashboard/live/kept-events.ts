import type { LiveFeed } from '#core/api/live.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import { MINUTE } from '#core/units/instant.js';

/** After the last page has gone: it may only have lost its network, and wants to go on where it was. */
export const KEPT_FOR = 5 * MINUTE;

/** Has the feed keep its events while pages watch, and for a while after the last of them has gone. */
export class KeptEvents {
  readonly #feed: Pick<LiveFeed, 'keep'>;
  readonly #clock: Clock;
  #release: (() => void) | null = null;
  #cancel: CancelTimer | null = null;

  constructor(feed: Pick<LiveFeed, 'keep'>, clock: Clock) {
    this.#feed = feed;
    this.#clock = clock;
  }

  /** Somebody watches from now on. */
  watched(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#release ??= this.#feed.keep();
  }

  /** The last one has gone. */
  unwatched(): void {
    this.#cancel?.();
    this.#cancel = this.#clock.after(KEPT_FOR, () => this.stop());
  }

  /** Lets go at once. */
  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
    this.#release?.();
    this.#release = null;
  }
}
