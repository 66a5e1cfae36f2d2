import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** The timers of one device, which all end when its power goes. */
export class DeviceTimers {
  readonly #clock: Clock;
  readonly #cancels = new Set<CancelTimer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  after(delay: Milliseconds, act: () => void): CancelTimer {
    const cancel = this.#clock.after(delay, () => {
      this.#cancels.delete(cancel);
      act();
    });
    this.#cancels.add(cancel);
    return cancel;
  }

  /** Again and again, on a beat that does not drift with the work done. */
  every(interval: Milliseconds, act: () => void): void {
    const start = this.#clock.monotonic();
    let beats = 0;
    const arm = (): void => {
      const passed = this.#clock.monotonic() - start;
      beats = Math.max(beats + 1, Math.floor(passed / interval));
      this.after(Math.max(0, start + beats * interval - this.#clock.monotonic()), () => {
        arm();
        act();
      });
    };
    arm();
  }

  clear(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
  }
}
