import type { CancelTimer, Clock } from '#core/ports/clock.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';

interface Timer {
  readonly due: Milliseconds;
  readonly order: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it; timers fire in order of their time. */
export class ManualClock implements Clock {
  #elapsed: Milliseconds = 0;
  #offset: Instant;
  #order = 0;
  readonly #timers = new Set<Timer>();

  constructor(start: Instant = Date.UTC(2026, 0, 5, 1, 0, 0)) {
    this.#offset = start;
  }

  now(): Instant {
    return this.#offset + this.#elapsed;
  }

  monotonic(): Milliseconds {
    return this.#elapsed;
  }

  after(delay: Milliseconds, callback: () => void): CancelTimer {
    this.#order += 1;
    const timer = { due: this.#elapsed + delay, order: this.#order, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  /** Moves time forward, firing every timer that falls due on the way, and lets promises settle in between. */
  async advance(by: Milliseconds): Promise<void> {
    const end = this.#elapsed + by;
    for (let next = this.#nextDue(end); next !== null; next = this.#nextDue(end)) {
      this.#elapsed = Math.max(this.#elapsed, next.due);
      this.#timers.delete(next);
      next.callback();
      await settle();
    }
    this.#elapsed = end;
    await settle();
  }

  /** Sets the wall clock without moving monotonic time, as NTP or a person would. */
  set(now: Instant): void {
    this.#offset = now - this.#elapsed;
  }

  get pendingTimers(): number {
    return this.#timers.size;
  }

  #nextDue(end: Milliseconds): Timer | null {
    const due = [...this.#timers].filter((timer) => timer.due <= end);
    due.sort((a, b) => a.due - b.due || a.order - b.order);
    return due[0] ?? null;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
