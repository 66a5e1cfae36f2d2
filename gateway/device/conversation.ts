import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { DeviceEvent, DeviceSession, Driver, SessionStep } from '#gateway/drivers/driver.js';
import { LineFramer } from '#gateway/serial/line-framer.js';

export interface ConversationEvents {
  onEvent(event: DeviceEvent): void;
  onWrite(bytes: Uint8Array): void;
  onReopen(wish: NonNullable<SessionStep['reopen']>): void;
}

export interface ConversationParts {
  readonly session: DeviceSession;
  readonly framing: Driver['framing'];
  readonly clock: Clock;
}

/** One session on one connection: cuts lines where the driver wants them, keeps its timer, and ends with the connection. */
export class Conversation {
  readonly #session: DeviceSession;
  readonly #clock: Clock;
  readonly #events: ConversationEvents;
  readonly #framer: LineFramer | null;
  #cancelWake: CancelTimer = () => undefined;
  #isOver = false;

  constructor({ session, framing, clock }: ConversationParts, events: ConversationEvents) {
    this.#session = session;
    this.#clock = clock;
    this.#events = events;
    this.#framer = framing === 'bytes' ? null : this.#lineFramer();
  }

  open(): void {
    this.#step(0, (now) => this.#session.opened(now));
  }

  receive(chunk: Uint8Array): void {
    if (this.#framer !== null) this.#framer.push(chunk);
    else this.#step(chunk.length, (now) => this.#session.received(chunk, now));
  }

  end(): void {
    this.#isOver = true;
    this.#cancelWake();
    this.#framer?.close();
  }

  #lineFramer(): LineFramer {
    return new LineFramer({
      onLine: (line) => this.#step(line.length, (now) => this.#session.received(line, now)),
      onTooLong: (discarded) => {
        // Without the excerpt: a line may hold a code that somebody presented.
        if (!this.#isOver)
          this.#events.onEvent({ kind: 'discarded', why: 'too-long', ...discarded, excerpt: '' });
      },
    });
  }

  #step(bytes: number, input: (now: number) => SessionStep): void {
    if (this.#isOver) return;
    const step = this.#safely(bytes, input);
    if (step !== null) this.#follow(step);
  }

  /** A fault in a driver costs the bytes it stumbled over, never the gate. */
  #safely(bytes: number, input: (now: number) => SessionStep): SessionStep | null {
    try {
      return input(this.#clock.monotonic());
    } catch (error) {
      this.#events.onEvent({ kind: 'discarded', why: 'not-understood', bytes, excerpt: '' });
      this.#events.onEvent({ kind: 'trouble', problem: `the driver failed: ${messageOf(error)}` });
      return null;
    }
  }

  #follow(step: SessionStep): void {
    this.#cancelWake();
    if (step.wakeAt !== null) {
      const delay = Math.max(0, step.wakeAt - this.#clock.monotonic());
      this.#cancelWake = this.#clock.after(delay, () => this.#step(0, (now) => this.#session.woken(now)));
    }
    for (const bytes of step.writes) this.#events.onWrite(bytes);
    for (const event of step.events) this.#events.onEvent(event);
    if (step.reopen !== undefined) this.#events.onReopen(step.reopen);
  }
}
