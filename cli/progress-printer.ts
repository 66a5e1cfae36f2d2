import type { Clock } from '#core/ports/clock.js';
import { SECOND, type Instant } from '#core/units/instant.js';
import type { Terminal } from './terminal.js';

/** Long enough that a log of it stays short, short enough that nobody thinks it hangs. */
const EVERY = 2 * SECOND;

/** Tells how far long work has come: each new step, and then every 2 s, on standard error. */
export function progressPrinter(
  terminal: Terminal,
  clock: Clock,
): (step: string, done: number, total: number) => void {
  let lastStep = '';
  let lastAt: Instant = Number.NEGATIVE_INFINITY;
  return (step, done, total) => {
    const now = clock.monotonic();
    if (step === lastStep && now - lastAt < EVERY) return;
    terminal.err(done === 0 ? `${step} ...` : `${step}: ${done} of ${total}`);
    lastStep = step;
    lastAt = now;
  };
}
