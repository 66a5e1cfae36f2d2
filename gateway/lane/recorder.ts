import { messageOf } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Logger } from '#core/ports/logger.js';
import { SECOND } from '#core/units/instant.js';
import type { Entry, LocalDecision } from '#core/wire/entry.js';
import type { EntryDraft, Journal } from '../journal/journal.js';

export interface RecorderParts {
  readonly journal: Journal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A full disk may be emptied at any moment. */
const TRY_AGAIN = SECOND;

/**
 * Writes to the journal one after the other, and tries again as long as the journal cannot be written: what happened at
 * the gate is kept in memory until then, in order.
 */
export class Recorder {
  readonly #parts: RecorderParts;
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #problem: string | null = null;
  #isStopped = false;
  #wakeUp: () => void = () => undefined;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  /** Entries that are not on the disk yet. */
  get unrecorded(): number {
    return this.#waiting;
  }

  /** Why the journal cannot be written just now, or null. */
  get problem(): string | null {
    return this.#problem;
  }

  /** Null when the gateway stopped before the entry could be stored. */
  append(draft: EntryDraft): Promise<Entry | null> {
    this.#waiting += 1;
    return this.#queued(() => this.#parts.journal.append(draft)).finally(() => {
      this.#waiting -= 1;
    });
  }

  /** Null when the gateway stopped before the mark could be stored. */
  decideLocally(seq: number, local: LocalDecision): Promise<Entry | null> {
    return this.#queued(() => this.#parts.journal.decideLocally(seq, local));
  }

  /** Gives everything that waits one last try. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#wakeUp();
    await this.#tail;
    if (this.#problem !== null) this.#parts.logger.error({}, `stopped while ${this.#problem}`);
  }

  #queued<T>(write: () => Promise<T>): Promise<T | null> {
    const result = this.#tail.then(() => this.#persistently(write));
    this.#tail = result;
    return result;
  }

  async #persistently<T>(write: () => Promise<T>): Promise<T | null> {
    for (;;) {
      const isLastTry = this.#isStopped;
      try {
        const result = await write();
        this.#recovered();
        return result;
      } catch (error) {
        this.#failed(messageOf(error));
      }
      if (isLastTry) return null;
      await this.#pause();
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#isStopped) {
        resolve();
        return;
      }
      const cancel: CancelTimer = this.#parts.clock.after(TRY_AGAIN, resolve);
      this.#wakeUp = () => {
        cancel();
        resolve();
      };
    });
  }

  #failed(problem: string): void {
    if (this.#problem !== problem) this.#parts.logger.error({}, problem);
    this.#problem = problem;
  }

  #recovered(): void {
    if (this.#problem !== null) this.#parts.logger.info({}, 'the journal can be written again');
    this.#problem = null;
  }
}
