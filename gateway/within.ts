import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** Waits for the work, but no longer than the limit; how it ends does not matter, and no timer is left behind. */
export function within(clock: Clock, limit: Milliseconds, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(limit, resolve);
    const done = (): void => {
      cancel();
      resolve();
    };
    work.then(done, done);
  });
}
