import type { Instant, Milliseconds } from '#core/units/instant.js';

/** One question to a device and the patience for its answer; without `write` it is a pause. */
export interface Exchange {
  readonly write: Uint8Array | null;
  /** How long to wait for the answer to each try. */
  readonly wait: Milliseconds;
  readonly tries: number;
  /** Whether an answer can belong to this question. */
  readonly accepts: (answer: Uint8Array) => boolean;
}

/** Yields what to ask, gets the answer, or null when none came (and after every pause). */
export type Script<Result> = Generator<Exchange, Result, Uint8Array | null>;

export function pause(wait: Milliseconds): Exchange {
  return { write: null, wait, tries: 1, accepts: () => false };
}

/**
 * Runs a script against a device, without timers or ports. A question that was repeated may be answered twice, so after
 * a repetition the late answer is waited for and dropped before the next question.
 */
export class Dialogue<Result> {
  readonly #script: Script<Result>;
  #current: Exchange | null = null;
  #tries = 0;
  #wakeAt: Instant | null = null;
  /** The answer to go on with when the late one has had its time. */
  #held: Uint8Array | null = null;
  #writes: Uint8Array[] = [];
  #result: { readonly value: Result } | null = null;

  constructor(script: Script<Result>) {
    this.#script = script;
  }

  start(now: Instant): void {
    this.#continue(null, now);
  }

  /** Whether the answer belonged to what was asked. */
  answered(answer: Uint8Array, now: Instant): boolean {
    const current = this.#current;
    if (current === null || !current.accepts(answer)) return false;
    if (this.#held !== null) return true;
    if (this.#tries > 1) {
      this.#held = answer;
      this.#wakeAt = now + current.wait;
    } else this.#continue(answer, now);
    return true;
  }

  woken(now: Instant): void {
    if (this.#current === null || this.#wakeAt === null || now < this.#wakeAt) return;
    if (this.#held !== null || this.#tries >= this.#current.tries) this.#continue(this.#held, now);
    else this.#ask(this.#current, now);
  }

  get wakeAt(): Instant | null {
    return this.#wakeAt;
  }

  /** What the script returned; null while it runs. */
  get result(): { readonly value: Result } | null {
    return this.#result;
  }

  takeWrites(): Uint8Array[] {
    const writes = this.#writes;
    this.#writes = [];
    return writes;
  }

  #continue(answer: Uint8Array | null, now: Instant): void {
    const next = this.#script.next(answer);
    this.#held = null;
    this.#tries = 0;
    this.#current = null;
    this.#wakeAt = null;
    if (next.done === true) this.#result = { value: next.value };
    else this.#ask(next.value, now);
  }

  #ask(exchange: Exchange, now: Instant): void {
    this.#current = exchange;
    this.#tries += 1;
    this.#wakeAt = now + exchange.wait;
    if (exchange.write !== null) this.#writes.push(exchange.write);
  }
}
