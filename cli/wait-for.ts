import type { Milliseconds } from '#core/units/instant.js';
import type { Interrupt } from './interrupt.js';

/** Waits until the time is over or a person stops it; null waits for the person alone. */
export async function waitFor(duration: Milliseconds | null, interrupt: Interrupt): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    if (duration !== null) timer = setTimeout(resolve, duration);
    // Nothing else may keep the process alive while it only waits for a signal.
    else timer = setInterval(() => undefined, 60_000);
  });
  await Promise.race([over, interrupt.requested]);
  clearTimeout(timer);
}
