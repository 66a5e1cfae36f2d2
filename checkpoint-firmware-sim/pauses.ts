import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** Waiting that can be called off all at once. */
export class Pauses {
  readonly #clock: Clock;
  readonly #wakes = new Set<() => void>();
  #isOver = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether waiting has been called off. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Resolves after the span, or when waiting is called off. */
  wait(span: Milliseconds): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    return new Promise((resolve) => {
      const cancel = this.#clock.after(span, () => wake());
      const wake = (): void => {
        cancel();
        this.#wakes.delete(wake);
        resolve();
      };
      this.#wakes.add(wake);
    });
  }

  /** Ends all waiting, now and from now on. */
  callOff(): void {
    this.#isOver = true;
    for (const wake of this.#wakes) wake();
  }
}
