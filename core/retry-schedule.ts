import type { Entropy } from '#core/ports/entropy.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

/** How the waits between tries grow. */
export interface RetryTimes {
  readonly first: Milliseconds;
  readonly longest: Milliseconds;
  /** Each wait is this many times the one before, until the longest. */
  readonly factor: number;
  /** Share by which a wait is shortened or lengthened at random, so that fifty gates do not come back in one moment. */
  readonly jitter: number;
}

/** A replugged device must be found within 5 s, so its tries never lie further apart than that. */
export const SERIAL_RETRY: RetryTimes = { first: 200, longest: 3 * SECOND, factor: 2, jitter: 0.2 };

/** Half a second at first for a broker that restarts, half a minute at most for one that is away for the night. */
export const LINK_RETRY: RetryTimes = { first: 500, longest: 30 * SECOND, factor: 2, jitter: 0.5 };

/** A node of the service is one among few, and every gate waits for it. */
export const BROKER_RETRY: RetryTimes = { first: 500, longest: 5 * SECOND, factor: 2, jitter: 0.5 };

/** A refused credential does not become right by asking often. */
export const REFUSED_RETRY: RetryTimes = { first: 10 * SECOND, longest: 60 * SECOND, factor: 2, jitter: 0.5 };

/** The waits between tries, one after the other and without end, in whole milliseconds. A new sequence starts from the first. */
export function* retrySchedule(times: RetryTimes, entropy: Entropy): Generator<Milliseconds, never> {
  let wait = times.first;
  for (;;) {
    const share = 1 + times.jitter * (2 * entropy.fraction() - 1);
    yield Math.max(1, Math.round(wait * share));
    wait = Math.min(times.longest, wait * times.factor);
  }
}
