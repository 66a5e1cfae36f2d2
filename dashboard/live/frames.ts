import type { Heartbeat, LiveEvent, LiveFeed } from '#core/api/live.js';
import { positionText } from './stream-position.js';

/** How long a browser waits before it connects again, in milliseconds. */
const RETRY_AFTER = 2000;

/** Why a page must load everything afresh: its place belongs to another run, or is too long ago. */
export type ResyncReason = 'unknown-position' | 'too-far-behind';

/** Writes server-sent events; an event that many pages watch is put into words once. */
export class Frames {
  readonly #epoch: string;
  readonly #written = new WeakMap<LiveEvent, string>();

  constructor(feed: Pick<LiveFeed, 'epoch'>) {
    this.#epoch = feed.epoch;
  }

  /** The first words on a stream. */
  get opening(): string {
    return `retry: ${RETRY_AFTER}\n\n`;
  }

  event(event: LiveEvent): string {
    const known = this.#written.get(event);
    if (known !== undefined) return known;
    const frame = this.#frame(event.kind, event.id, event);
    this.#written.set(event, frame);
    return frame;
  }

  heartbeat(after: number, heartbeat: Heartbeat): string {
    return this.#frame('heartbeat', after, heartbeat);
  }

  resync(after: number, reason: ResyncReason): string {
    return this.#frame('resync', after, { reason });
  }

  #frame(name: string, id: number, data: unknown): string {
    return `id: ${positionText(this.#epoch, id)}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
  }
}
