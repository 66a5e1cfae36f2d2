import process from 'node:process';
import type { Milliseconds } from '#core/units/instant.js';

/** A request to stop, by a person (Ctrl-C) or a supervisor (SIGTERM). */
export interface Interrupt {
  /** Resolves with the first request. */
  readonly requested: Promise<void>;
  readonly isRequested: boolean;
  /** Resolves when the time is over or the request comes; null waits for the request alone. */
  wait(duration: Milliseconds | null): Promise<void>;
}

const KILLED_BY_HAND = 130;

/** Timers of the parts do not keep a process alive; a command that waits for its end does. */
const KEEP_ALIVE: Milliseconds = 60_000;

/**
 * Runs work that can be stopped: SIGINT and SIGTERM become one promise instead of the end of the process. A second signal
 * ends it at once, so that a person is never stuck behind a clean-up that hangs.
 */
export async function interruptible(work: (interrupt: Interrupt) => Promise<void>): Promise<void> {
  const interrupt = new Signals();
  const alive = setInterval(() => undefined, KEEP_ALIVE);
  process.on('SIGINT', interrupt.handle);
  process.on('SIGTERM', interrupt.handle);
  try {
    await work(interrupt);
  } finally {
    clearInterval(alive);
    process.off('SIGINT', interrupt.handle);
    process.off('SIGTERM', interrupt.handle);
  }
}

class Signals implements Interrupt {
  readonly requested: Promise<void>;
  isRequested = false;
  #stop: () => void = () => undefined;

  constructor() {
    this.requested = new Promise<void>((resolve) => {
      this.#stop = resolve;
    });
  }

  readonly handle = (): void => {
    if (this.isRequested) process.exit(KILLED_BY_HAND);
    this.isRequested = true;
    this.#stop();
  };

  async wait(duration: Milliseconds | null): Promise<void> {
    if (duration === null) {
      await this.requested;
      return;
    }
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, duration);
    });
    await Promise.race([over, this.requested]);
    clearTimeout(timer);
  }
}
