import type { Clock } from '#core/ports/clock.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';

/**
 * The service's wall clock as last told, carried on by the page's own monotonic time: ages on screen are right even
 * when the clock of the office computer is not. Until the service has spoken it is the computer's clock.
 */
export class ServiceTime {
  readonly #clock: Clock;
  #offset: Milliseconds | null = null;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(at: Instant): void {
    this.#offset = at - this.#clock.monotonic();
  }

  now(): Instant {
    return this.at(this.#clock.monotonic());
  }

  /** The wall-clock time of a moment of the monotonic clock. */
  at(moment: Milliseconds): Instant {
    const offset = this.#offset ?? this.#clock.now() - this.#clock.monotonic();
    return Math.round(moment + offset);
  }
}
