import { GateError, hasCode, messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { LinkEvents, LinkMessage, MessageLink, PublishOptions } from '#core/ports/message-link.js';
import { LINK_RETRY, REFUSED_RETRY, retrySchedule, type RetryTimes } from '#core/retry-schedule.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

/** One connection, with its subscriptions standing. It is never reconnected: the next one is a fresh one. */
export interface LinkSession {
  /** @throws GateError `link-down` when the connection is gone, also for what was under way. */
  publish(topic: string, payload: string, options: PublishOptions): Promise<void>;
  /** Says goodbye; `onLost` does not follow. */
  close(): Promise<void>;
}

export interface SessionEvents {
  onMessage(message: LinkMessage): void;
  /** At most once. */
  onLost(problem: GateError): void;
}

/**
 * Makes one connection.
 * @throws GateError `link-down`, `link-refused`; at once when the signal aborts.
 */
export type Connect = (events: SessionEvents, signal: AbortSignal) => Promise<LinkSession>;

export interface KeptLinkOptions {
  /** What the connection leads to, for people. */
  readonly address: string;
  readonly clock: Clock;
  readonly entropy: Entropy;
  /** Waits between tries; after a refusal the link always tries slowly. */
  readonly retry?: RetryTimes;
}

/** A connection that stayed up this long starts the waits between tries anew; one that flaps does not. */
const STEADY: Milliseconds = 10 * SECOND;

/** Keeps one connection after the other up: the part of a link that is the same over MQTT and in memory. */
export class KeptLink implements MessageLink {
  readonly #connect: Connect;
  readonly #options: KeptLinkOptions;
  readonly #stopping = new AbortController();
  #events: LinkEvents | null = null;
  #session: LinkSession | null = null;
  #connecting: Promise<void> = Promise.resolve();
  #upSince: Milliseconds = 0;
  #problem: string | null = null;
  #waits: Iterator<Milliseconds, never>;
  #refusedWaits: Iterator<Milliseconds, never>;
  #cancelRetry: CancelTimer = () => undefined;

  constructor(connect: Connect, options: KeptLinkOptions) {
    this.#connect = connect;
    this.#options = options;
    this.#waits = this.#newWaits();
    this.#refusedWaits = retrySchedule(REFUSED_RETRY, options.entropy);
  }

  get isUp(): boolean {
    return this.#session !== null;
  }

  start(events: LinkEvents): void {
    this.#events = events;
    this.#try();
  }

  publish(topic: string, payload: string, options: PublishOptions): Promise<void> {
    if (this.#session !== null) return this.#session.publish(topic, payload, options);
    const details = { address: this.#options.address, problem: this.#problem ?? 'not yet connected' };
    return Promise.reject(new GateError('link-down', details));
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#cancelRetry();
    await this.#connecting;
    const session = this.#session;
    this.#session = null;
    await session?.close();
  }

  #try(): void {
    this.#connecting = this.#connectOnce().catch((error: unknown) => {
      this.#lost(error);
    });
  }

  async #connectOnce(): Promise<void> {
    const { signal } = this.#stopping;
    const early: GateError[] = [];
    const session = await this.#connect(
      {
        onMessage: (message) => {
          if (!signal.aborted) this.#events?.onMessage(message);
        },
        onLost: (error) => {
          if (this.#session === null) early.push(error);
          else this.#lost(error);
        },
      },
      signal,
    );
    if (signal.aborted) await session.close();
    else if (early[0] !== undefined) this.#lost(early[0]);
    else this.#up(session);
  }

  #up(session: LinkSession): void {
    this.#session = session;
    this.#problem = null;
    this.#upSince = this.#options.clock.monotonic();
    this.#events?.onUp();
  }

  #lost(error: unknown): void {
    if (this.#stopping.signal.aborted) return;
    const { clock, entropy } = this.#options;
    if (this.#session !== null && clock.monotonic() - this.#upSince >= STEADY) {
      this.#waits = this.#newWaits();
      this.#refusedWaits = retrySchedule(REFUSED_RETRY, entropy);
    }
    this.#session = null;
    const waits = hasCode(error, 'link-refused') ? this.#refusedWaits : this.#waits;
    this.#cancelRetry = clock.after(waits.next().value, () => {
      this.#try();
    });
    const problem = messageOf(error);
    if (problem === this.#problem) return;
    this.#problem = problem;
    this.#events?.onDown(problem);
  }

  #newWaits(): Iterator<Milliseconds, never> {
    return retrySchedule(this.#options.retry ?? LINK_RETRY, this.#options.entropy);
  }
}
