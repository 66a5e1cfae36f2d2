import type { Heartbeat, LiveFeed } from '#core/api/live.js';
import { GateError } from '#core/errors/gate-error.js';
import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { SECOND } from '#core/units/instant.js';
import { Frames } from './frames.js';
import { KeptEvents } from './kept-events.js';
import { resumptionOf } from './stream-position.js';
import { Viewer } from './viewer.js';

/** DESIGN section 9: a page that hears nothing for 12 s knows that the link is dead. */
export const HEARTBEAT_INTERVAL = 5 * SECOND;
/** A page that takes nothing for this long is dropped at the next heartbeat, so within 10 s (faults.md G12). */
const STUCK_LIMIT = 5 * SECOND;
/** Events go out in batches, at most ten a second (ux.md 4.5) ... */
const BATCH_INTERVAL = 100;
/** ... or as soon as this many wait, well before they could fall out of the feed's ring. */
const BATCH_SIZE = 256;
/** Every this many heartbeats, once a minute, each stream's session is looked up again. */
const BEATS_PER_SESSION_CHECK = 12;
export const MAX_VIEWERS = 200;

interface HubParts {
  readonly feed: LiveFeed;
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Visit {
  /** Id of the last event the page has seen. */
  readonly lastSeen: string | undefined;
  /** Whether the page's session still holds. */
  readonly isWelcome: () => Promise<boolean>;
}

/** All pages on the live stream: one subscription, one heartbeat, one bound on their number. */
export class LiveHub {
  readonly #parts: HubParts;
  readonly #frames: Frames;
  readonly #kept: KeptEvents;
  readonly #visits = new Map<Viewer, Visit>();
  readonly #stops: CancelTimer[];
  #cancelBatch: CancelTimer | null = null;
  #waiting = 0;
  #sequence = 0;
  #dropped = 0;
  #isClosed = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.#frames = new Frames(parts.feed);
    this.#kept = new KeptEvents(parts.feed, parts.clock);
    this.#stops = [
      parts.feed.subscribe(() => this.#gather()),
      every(parts.clock, HEARTBEAT_INTERVAL, () => this.#beat()),
    ];
  }

  get viewers(): number {
    return this.#visits.size;
  }

  /** How many pages were dropped because they took nothing. */
  get dropped(): number {
    return this.#dropped;
  }

  /** @throws GateError `too-many-viewers`, or `not-ready` while the service stops */
  open(visit: Visit): Viewer {
    if (this.#isClosed) throw new GateError('not-ready', { problem: 'it is stopping' });
    if (this.#visits.size >= MAX_VIEWERS) throw new GateError('too-many-viewers', { limit: MAX_VIEWERS });
    const { feed, clock } = this.#parts;
    this.#kept.watched();
    const parts = { feed, frames: this.#frames, monotonic: () => clock.monotonic() };
    const viewer = new Viewer(parts, resumptionOf(visit.lastSeen, feed), this.#heartbeat());
    this.#visits.set(viewer, visit);
    viewer.once('close', () => this.#left(viewer));
    return viewer;
  }

  /** Ends the streams whose session no longer holds. */
  async dismissUnwelcome(): Promise<void> {
    const checks = [...this.#visits].map(async ([viewer, visit]) => {
      if (!(await visit.isWelcome())) viewer.finish();
    });
    await Promise.all(checks);
  }

  close(): void {
    this.#isClosed = true;
    this.#kept.stop();
    this.#cancelBatch?.();
    for (const stop of this.#stops) stop();
    for (const viewer of this.#visits.keys()) viewer.finish();
  }

  #left(viewer: Viewer): void {
    this.#visits.delete(viewer);
    if (this.#visits.size === 0 && !this.#isClosed) this.#kept.unwatched();
  }

  #gather(): void {
    this.#waiting += 1;
    if (this.#waiting >= BATCH_SIZE) this.#hurry();
    else this.#cancelBatch ??= this.#parts.clock.after(BATCH_INTERVAL, () => this.#hurry());
  }

  #hurry(): void {
    this.#cancelBatch?.();
    this.#cancelBatch = null;
    this.#waiting = 0;
    for (const viewer of this.#visits.keys()) viewer.catchUp();
  }

  #beat(): void {
    this.#sequence += 1;
    const heartbeat = this.#heartbeat();
    const now = this.#parts.clock.monotonic();
    for (const viewer of this.#visits.keys()) {
      if (viewer.stuckFor(now) >= STUCK_LIMIT) this.#drop(viewer);
      else viewer.beat(heartbeat);
    }
    if (this.#sequence % BEATS_PER_SESSION_CHECK === 0) this.#checkSessions();
  }

  #heartbeat(): Heartbeat {
    return { at: this.#parts.clock.now(), sequence: this.#sequence };
  }

  #drop(viewer: Viewer): void {
    this.#dropped += 1;
    this.#parts.logger.warn({ dropped: this.#dropped }, 'a page took nothing from the live stream: dropped');
    viewer.destroy();
  }

  #checkSessions(): void {
    this.dismissUnwelcome().catch((error: unknown) => {
      this.#parts.logger.error({ error }, 'the sessions of the live stream could not be looked up');
    });
  }
}
