import { messageOf } from '#core/errors/gate-error.js';
import { OneAtATime } from '#core/one-at-a-time.js';
import { every, type CancelTimer, type Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { MINUTE, SECOND, type Milliseconds } from '#core/units/instant.js';
import { Caller } from './caller.js';
import type { EventSource, Look } from './event-source.js';
import { readNodeEvent, type NodeEvent } from './node-event.js';

/** An event with who told it. */
export interface HeardEvent {
  readonly event: NodeEvent;
  readonly node: string;
  /** Told by this node itself. */
  readonly isOwn: boolean;
}

export interface NodeListener {
  /** Events come one after the other: the next waits until this one is dealt with. */
  heard(event: HeardEvent): void | Promise<void>;
  /** Events may have been missed: whatever they tell of must be loaded afresh. */
  lost(): void | Promise<void>;
}

interface FeedTools {
  /** Name of this node, the one its connections carry. */
  readonly node: string;
  readonly source: EventSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** How often it looks without being called. */
  readonly lookEvery: Milliseconds;
}

const PRUNE_EVERY = MINUTE;
/** Who has not looked for this long may have missed events: they are kept ten minutes. */
const LONGEST_BLINDNESS = 5 * MINUTE;

/**
 * What the nodes of one database tell each other. Every event of a committed transaction is heard once, in order, also by
 * the node that caused it; a call wakes the others at once, and a look now and then makes a lost call harmless.
 */
export class NodeFeed {
  readonly #tools: FeedTools;
  readonly #listeners = new Set<NodeListener>();
  readonly #caller: Caller;
  readonly #stops: CancelTimer[] = [];
  #untold: NodeEvent[] = [];
  #telling: Promise<void> | null = null;
  readonly #looks = new OneAtATime(() => this.#look());
  #lookedAt: Milliseconds;
  #isBlind = false;
  #closed = false;

  private constructor(tools: FeedTools) {
    this.#tools = tools;
    this.#lookedAt = tools.clock.monotonic();
    this.#caller = new Caller(tools.clock, () => this.#call());
  }

  /** Listens from now on; open it before anything is read that its events tell of. */
  static async open(tools: FeedTools): Promise<NodeFeed> {
    const feed = new NodeFeed(tools);
    await tools.source.begin();
    feed.#stops.push(
      tools.source.onCall(() => feed.look()),
      every(tools.clock, tools.lookEvery, () => feed.#tick()),
      every(tools.clock, PRUNE_EVERY, () => feed.#prune()),
    );
    return feed;
  }

  get node(): string {
    return this.#tools.node;
  }

  listen(listener: NodeListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells the other nodes, together with whatever else is told while the last is written. Nothing of it is kept long. */
  tell(event: NodeEvent): void {
    if (this.#closed) return;
    this.#untold.push(event);
    this.#telling ??= this.#tellAll().finally(() => {
      this.#telling = null;
    });
  }

  /** A transaction with events of this node was committed: the others should have a look. */
  committed(): void {
    if (!this.#closed) this.#caller.soon();
  }

  /** Looks for events now; a look during a look begins behind it. */
  look(): void {
    this.#looks.ask();
  }

  /** Tells what was told, waits for the listeners, and hears nothing more. Safe to call twice. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const stop of this.#stops) stop();
    this.#caller.stop();
    await Promise.all([this.#telling, this.#looks.stop()]);
  }

  #tick(): void {
    if (this.#tools.source.isWorthALook) this.look();
  }

  async #look(): Promise<void> {
    const { source, clock, logger } = this.#tools;
    const startedAt = clock.monotonic();
    const wasBlind = startedAt - this.#lookedAt > LONGEST_BLINDNESS;
    let found: Look;
    try {
      found = await source.look();
    } catch (error) {
      if (!this.#isBlind) logger.warn({ problem: messageOf(error) }, 'the other nodes cannot be heard now');
      this.#isBlind = true;
      return;
    }
    if (this.#isBlind) logger.info({}, 'the other nodes can be heard again');
    this.#isBlind = false;
    this.#lookedAt = startedAt;
    if (found === null || wasBlind) await this.#each((listener) => listener.lost());
    else for (const event of found) await this.#hear(event);
  }

  async #hear({ node, kind, body }: { node: string; kind: string; body: string }): Promise<void> {
    const event = readNodeEvent(kind, body);
    if (event === null) return;
    await this.#each((listener) => listener.heard({ event, node, isOwn: node === this.#tools.node }));
  }

  /** A listener that fails is logged and harms no other. */
  async #each(work: (listener: NodeListener) => void | Promise<void>): Promise<void> {
    for (const listener of [...this.#listeners]) {
      try {
        await work(listener);
      } catch (error) {
        this.#tools.logger.error({ problem: messageOf(error) }, 'a listener to the other nodes failed');
      }
    }
  }

  async #tellAll(): Promise<void> {
    while (this.#untold.length > 0) {
      const events = this.#untold;
      this.#untold = [];
      try {
        await this.#tools.source.add(events);
        this.#caller.soon();
      } catch (error) {
        this.#tools.logger.warn({ problem: messageOf(error) }, 'the other nodes could not be told');
      }
    }
  }

  #call(): void {
    // Who is not called looks by itself.
    this.#tools.source.call().catch(() => undefined);
  }

  #prune(): void {
    this.#tools.source.prune().catch(() => undefined);
  }
}

/** How often a node looks without being called: a call that is lost costs no more than this. */
export const LOOK_EVERY: Milliseconds = SECOND;
