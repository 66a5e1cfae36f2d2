import type { CancelTimer, Clock } from '#core/ports/clock.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { EventStream, OpenStream, StreamEvent } from './event-stream.js';
import { SILENCE_LIMIT, type LinkAge } from './link-age.js';
import { parseLive, type LiveNews } from './parse-live.js';

/** What the link reports. */
export interface LinkHandlers {
  news(news: LiveNews): void;
  /** Something arrived, or nothing did for too long. */
  ageChanged(age: LinkAge): void;
  /** The service's wall clock, with every heartbeat. */
  serviceTime(at: Instant): void;
  /** Events may be missing from here on: load the lists afresh. */
  reload(): void;
  /** The service turned the stream down, perhaps because the session has ended. */
  refused(): void;
  unreadable(): void;
}

interface LinkOptions {
  readonly clock: Clock;
  readonly open: OpenStream;
  readonly handlers: LinkHandlers;
}

const FIRST_RETRY: Milliseconds = SECOND;
const LONGEST_RETRY: Milliseconds = 10 * SECOND;

/**
 * Keeps one live stream. It believes only in what arrives: an open socket that brings nothing is given up after the
 * silence limit and opened again, as often as it takes, after the last event that arrived.
 */
export class LiveLink {
  readonly #options: LinkOptions;
  #stream: EventStream | null = null;
  #age: LinkAge = { listeningSince: 0, lastHeardAt: null };
  /** Where a new stream goes on. */
  #lastId: string | null = null;
  #retry: Milliseconds = FIRST_RETRY;
  #cancelTimer: CancelTimer = () => undefined;
  /** Grows with every stream, so that a late word of an abandoned one is ignored. */
  #generation = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  start(): void {
    this.#age = { listeningSince: this.#options.clock.monotonic(), lastHeardAt: null };
    this.#lastId = null;
    this.#options.handlers.ageChanged(this.#age);
    this.#open();
  }

  stop(): void {
    this.#generation += 1;
    this.#cancelTimer();
    this.#stream?.close();
    this.#stream = null;
  }

  #open(): void {
    this.stop();
    const generation = this.#generation;
    const current = (): boolean => generation === this.#generation;
    this.#arm(SILENCE_LIMIT, () => this.#giveUp());
    this.#stream = this.#options.open(
      {
        opened: (resumed) => {
          if (current() && !resumed) this.#options.handlers.reload();
        },
        received: (name, { data, id }) => {
          if (!current()) return;
          if (id !== '') this.#lastId = id;
          this.#receive(name, data);
        },
        ended: () => {
          if (current()) this.#retryLater();
        },
      },
      this.#lastId,
    );
  }

  #receive(name: StreamEvent, data: string): void {
    const { clock, handlers } = this.#options;
    this.#retry = FIRST_RETRY;
    this.#arm(SILENCE_LIMIT, () => this.#giveUp());
    this.#age = { ...this.#age, lastHeardAt: clock.monotonic() };
    const event = parseLive(name, data);
    if (event.kind === 'heartbeat') handlers.serviceTime(event.at);
    else if (event.kind === 'resync') handlers.reload();
    else if (event.kind === 'unreadable') handlers.unreadable();
    else handlers.news(event);
    handlers.ageChanged(this.#age);
  }

  #giveUp(): void {
    this.#options.handlers.ageChanged(this.#age);
    this.#open();
  }

  #retryLater(): void {
    this.stop();
    this.#arm(this.#retry, () => this.#giveUp());
    this.#retry = Math.min(LONGEST_RETRY, this.#retry * 2);
    this.#options.handlers.refused();
  }

  #arm(delay: Milliseconds, callback: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.clock.after(delay, callback);
  }
}
