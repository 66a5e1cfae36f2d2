import type { Instant, Milliseconds } from '#core/units/instant.js';

/** Stops a timer; calling it again does nothing. */
export type CancelTimer = () => void;

/** Time, passed in, so that tests move it by hand. */
export interface Clock {
  /** Wall-clock time. May jump when the clock is set. */
  now(): Instant;
  /** Milliseconds that only ever go forward, from an arbitrary start. */
  monotonic(): Milliseconds;
  /** Calls back once after the delay. Does not keep the process alive by itself. */
  after(delay: Milliseconds, callback: () => void): CancelTimer;
}

/** Calls back again and again, an interval after the last call began. A call that throws does not end it. */
export function every(clock: Clock, interval: Milliseconds, callback: () => void): CancelTimer {
  let cancel: CancelTimer = () => undefined;
  const arm = (): void => {
    cancel = clock.after(interval, () => {
      arm();
      callback();
    });
  };
  arm();
  return () => {
    cancel();
  };
}
