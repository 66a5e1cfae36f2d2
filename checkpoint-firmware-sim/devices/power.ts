import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import { DeviceTimers } from './device-timers.js';

/** The power of a device: it needs a while from the plug to the first word, and everything ends when it goes. */
export class Power {
  readonly timers: DeviceTimers;
  readonly #startUp: Milliseconds;
  #isReady = false;

  constructor(clock: Clock, startUp: Milliseconds) {
    this.timers = new DeviceTimers(clock);
    this.#startUp = startUp;
  }

  /** Whether the device has started up: until then it hears nothing. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Starts, or starts again. */
  on(ready: () => void = () => undefined): void {
    this.off();
    this.timers.after(this.#startUp, () => {
      this.#isReady = true;
      ready();
    });
  }

  off(): void {
    this.#isReady = false;
    this.timers.clear();
  }
}
