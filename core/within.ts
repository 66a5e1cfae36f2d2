import type { Clock } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';

/** Waits for the work, but no longer than the limit; answers whether it was done in time. A fault of the work is rethrown. */
export function within(work: Promise<unknown>, limit: Milliseconds, clock: Clock): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(limit, () => resolve(false));
    work.then(() => resolve(true), reject).finally(cancel);
  });
}
