import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import type { MessageLink } from '#core/ports/message-link.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';
import type { Receipt } from '#core/wire/receipt.js';
import { topicOf, TOPICS, type TopicName } from '#core/wire/topics.js';
import { within } from '#core/within.js';
import type { GateClock } from '../gate-clock.js';
import type { Journal } from '../journal/journal.js';
import { Inbox } from './inbox.js';
import { Outbox, type Flight } from './outbox.js';
import { Settler } from './settler.js';
import { statusText } from './status-text.js';

export interface UplinkParts {
  readonly gate: GateId;
  readonly link: MessageLink;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly gateClock: GateClock;
  readonly logger: Logger;
}

export interface UplinkListener {
  /** The link has come up. */
  onUp(): void;
  /** The service has decided something; also entries nobody waits for any more. */
  onDecision(decision: Decision): void;
}

/** A break longer than this is an outage, and nobody is made to wait for its end. */
const SHORT_BREAK = 5 * SECOND;

/** Entries of the backlog, and live ones, that may wait for their decision at the same time. */
const WINDOW = 32;

/** Without a decision an entry is sent again after this, then after twice as long, and so on. */
const FIRST_RESEND = 5 * SECOND;
const LONGEST_RESEND = 60 * SECOND;

/** How long the goodbye may take. */
const GOODBYE = 300;

/**
 * Carries entries to the service until it has them: live ones at once, the backlog behind them in order of `seq`. A PUBACK
 * proves nothing (faults.md finding 1); only a decision or receipt settles an entry in the journal.
 */
export class Uplink {
  readonly #parts: UplinkParts;
  readonly #outbox: Outbox;
  readonly #inbox: Inbox;
  readonly #settler: Settler;
  readonly #listener: UplinkListener;
  #downSince: Milliseconds;
  #wasUp = false;
  #isReading = false;
  #isStopped = false;
  #cancelRetry: CancelTimer = () => undefined;

  /** @param pending what the journal still had when it was opened */
  constructor(parts: UplinkParts, pending: readonly number[], listener: UplinkListener) {
    this.#parts = parts;
    this.#outbox = new Outbox(pending);
    this.#settler = new Settler(parts);
    const { gate, journal, logger } = parts;
    this.#inbox = new Inbox(
      { gate, logger, journal: journal.id },
      { onDecision: (decision) => this.#decided(decision), onReceipt: (receipt) => this.#received(receipt) },
    );
    this.#listener = listener;
    this.#downSince = parts.clock.monotonic();
  }

  get isUp(): boolean {
    return this.#parts.link.isUp;
  }

  /** Whether it is worth waiting for: up, or down so shortly that it may come back within a decision's deadline. */
  get isLikelyUp(): boolean {
    return this.isUp || this.#parts.clock.monotonic() - this.#downSince < SHORT_BREAK;
  }

  /** Messages of the service that could not be understood. */
  get rejectedMessages(): number {
    return this.#inbox.rejected;
  }

  start(): void {
    const { link, logger } = this.#parts;
    link.start({
      onUp: () => {
        this.#wasUp = true;
        logger.info({}, 'connected to the service');
        this.#publish('status', statusText('online', this.#parts.gateClock.now()));
        this.#listener.onUp();
        this.#sendBacklog();
      },
      onDown: (problem) => {
        if (this.#wasUp) this.#downSince = this.#parts.clock.monotonic();
        this.#wasUp = false;
        logger.warn({ waiting: this.#outbox.readyCount }, problem);
        this.#outbox.ground();
      },
      onMessage: (message) => this.#inbox.receive(message),
    });
  }

  /** Sends a live entry at once; false when it has not left and nobody will send it before `release`. */
  submit(entry: Entry): boolean {
    if (this.#isStopped || !this.isUp || this.#outbox.flying(true) >= WINDOW) return false;
    this.#send(this.#newFlight(entry, true));
    return true;
  }

  /** From now on the entry is sent with the backlog, as the journal has it. */
  release(seq: number): void {
    this.#outbox.add([seq]);
    this.#sendBacklog();
  }

  /** Publishes something that is out of date soon; dropped while the link is down. */
  report(name: 'health', text: string): void {
    if (this.isUp) this.#publish(name, text);
  }

  async stop(): Promise<void> {
    const { link, clock, gateClock } = this.#parts;
    this.#isStopped = true;
    this.#settler.stop();
    this.#cancelRetry();
    this.#outbox.ground();
    if (link.isUp) {
      const goodbye = this.#published('status', statusText('offline', gateClock.now()));
      await within(
        goodbye.catch(() => undefined),
        GOODBYE,
        clock,
      );
    }
    await link.stop();
  }

  #newFlight(entry: Entry, isLive: boolean): Flight {
    const now = this.#parts.clock.monotonic();
    return { entry, isLive, attempts: 0, firstSentAt: now, sentAt: now, cancelResend: () => undefined };
  }

  #send(flight: Flight): void {
    const { clock } = this.#parts;
    flight.attempts += 1;
    flight.sentAt = clock.monotonic();
    this.#outbox.fly(flight);
    const wait = Math.min(LONGEST_RESEND, FIRST_RESEND * 2 ** (flight.attempts - 1));
    flight.cancelResend = clock.after(wait, () => this.#send(flight));
    this.#publish('entries', JSON.stringify(flight.entry));
  }

  #sendBacklog(): void {
    const room = WINDOW - this.#outbox.flying(false);
    if (
      this.#isReading ||
      this.#isStopped ||
      !this.isUp ||
      this.#outbox.readyCount === 0 ||
      room < WINDOW / 2
    )
      return;
    const seqs = this.#outbox.take(room);
    this.#isReading = true;
    this.#parts.journal
      .read(seqs)
      .then((entries) => this.#sendRead(seqs, entries))
      .catch((error: unknown) => this.#readLater(seqs, error))
      .finally(() => {
        this.#isReading = false;
        this.#sendBacklog();
      });
  }

  #sendRead(seqs: readonly number[], entries: readonly Entry[]): void {
    if (this.#isStopped || !this.isUp) {
      this.#outbox.putBack(seqs);
      return;
    }
    for (const entry of entries.filter(({ seq }) => this.#outbox.isWanted(seq)))
      this.#send(this.#newFlight(entry, false));
    const found = new Set(entries.map(({ seq }) => seq));
    for (const seq of seqs) if (!found.has(seq)) this.#outbox.forget(seq);
  }

  #readLater(seqs: readonly number[], error: unknown): void {
    const { logger, clock } = this.#parts;
    if (this.#isStopped) return;
    logger.error({}, messageOf(error));
    this.#cancelRetry = clock.after(FIRST_RESEND, () => {
      this.#outbox.putBack(seqs);
      this.#sendBacklog();
    });
  }

  #decided(decision: Decision): void {
    const flight = this.#outbox.flight(decision.seq);
    // A resent entry may be answered with an old decision, so only a first answer tells the time.
    if (flight?.isLive === true && flight.attempts === 1)
      this.#parts.gateClock.sight({ told: decision.decidedAt, askedAt: flight.sentAt });
    this.#listener.onDecision(decision);
    this.#settle(decision.seq, decision);
  }

  #received({ seqs }: Receipt): void {
    for (const seq of seqs) this.#settle(seq, null);
  }

  #settle(seq: number, decision: Decision | null): void {
    this.#outbox.settle(seq, this.#parts.clock.monotonic());
    this.#sendBacklog();
    this.#settler.settle(seq, decision);
  }

  /** A publish that fails is covered: entries by `ground` and resending, the rest is out of date by then. */
  #publish(name: TopicName, text: string): void {
    this.#published(name, text).catch((error: unknown) => {
      this.#parts.logger.debug({ name, problem: messageOf(error) }, 'a message was not taken by the broker');
    });
  }

  #published(name: TopicName, text: string): Promise<void> {
    const { qos, retained } = TOPICS[name];
    return this.#parts.link.publish(topicOf(this.#parts.gate, name), text, { qos, retain: retained });
  }
}
