import { Readable } from 'node:stream';
import type { Heartbeat, LiveFeed } from '#core/api/live.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { Frames } from './frames.js';
import type { Resumption } from './stream-position.js';

/** What may wait for one page inside the process, in bytes; the rest waits in the feed's ring (faults.md G12). */
export const VIEWER_BUFFER = 256 * 1024;

interface ViewerParts {
  readonly feed: LiveFeed;
  readonly frames: Frames;
  readonly monotonic: () => Milliseconds;
}

/**
 * One page on the live stream. It takes events from the feed's ring at the pace of its connection, so it holds a
 * position and a small buffer, never a queue; a page that falls behind the ring is told to load afresh.
 */
export class Viewer extends Readable {
  readonly #parts: ViewerParts;
  #position: number;
  #wantsMore = false;
  #fullSince: Instant | null = null;

  constructor(parts: ViewerParts, resumption: Resumption, heartbeat: Heartbeat) {
    super({ highWaterMark: VIEWER_BUFFER });
    const { feed, frames } = parts;
    this.#parts = parts;
    this.#position = resumption.kind === 'after' ? resumption.id : feed.lastId;
    this.push(frames.opening);
    if (resumption.kind === 'afresh') this.push(frames.resync(this.#position, 'unknown-position'));
    this.push(frames.heartbeat(this.#position, heartbeat));
  }

  override _read(): void {
    this.#wantsMore = true;
    this.#fullSince = null;
    this.catchUp();
  }

  /** Takes what the feed has and the connection can carry. */
  catchUp(): void {
    if (!this.#wantsMore || this.#position === this.#parts.feed.lastId) return;
    const events = this.#parts.feed.since(this.#position);
    if (events === null) {
      this.#position = this.#parts.feed.lastId;
      this.#send(this.#parts.frames.resync(this.#position, 'too-far-behind'));
      return;
    }
    for (const event of events) {
      this.#position = event.id;
      if (!this.#send(this.#parts.frames.event(event))) return;
    }
  }

  /** Left out while the connection is full: a page that reads nothing new must not look alive. */
  beat(heartbeat: Heartbeat): void {
    this.catchUp();
    if (this.#wantsMore) this.#send(this.#parts.frames.heartbeat(this.#position, heartbeat));
  }

  /** How long the connection has not taken anything, or 0. */
  stuckFor(now: Milliseconds): Milliseconds {
    return this.#fullSince === null ? 0 : now - this.#fullSince;
  }

  /** Ends the stream in good order, or at once when the connection takes nothing. */
  finish(): void {
    if (this.#wantsMore) this.push(null);
    else this.destroy();
  }

  /** Whether the connection wants more after this frame. */
  #send(frame: string): boolean {
    if (this.push(frame)) return true;
    this.#wantsMore = false;
    this.#fullSince = this.#parts.monotonic();
    return false;
  }
}
