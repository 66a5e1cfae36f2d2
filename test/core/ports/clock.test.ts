import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { every, type Clock } from '#core/ports/clock.js';
import { MINUTE, SECOND, type Milliseconds } from '#core/units/instant.js';
import { ManualClock } from '../../support/manual-clock.js';

interface Subject {
  readonly clock: Clock;
  readonly advance: (by: Milliseconds) => Promise<unknown>;
}

/** What every clock must do; the real one runs on vitest's timers. */
const SUBJECTS: readonly (readonly [string, () => Subject])[] = [
  [
    'The clock of the machine',
    () => ({ clock: systemClock, advance: (by) => vi.advanceTimersByTimeAsync(by) }),
  ],
  [
    'The clock of the tests',
    () => {
      const clock = new ManualClock();
      return { clock, advance: (by) => clock.advance(by) };
    },
  ],
];

describe.each(SUBJECTS)('%s', (name, subject) => {
  beforeEach(() => {
    if (name === 'The clock of the machine') vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('goes forward, on the wall and inside', async () => {
    const { clock, advance } = subject();
    const [wall, inside] = [clock.now(), clock.monotonic()];
    await advance(90 * SECOND);
    expect(clock.now() - wall).toBe(90 * SECOND);
    expect(clock.monotonic()).toBeGreaterThan(inside);
    expect(Number.isInteger(clock.now())).toBe(true);
  });

  test('calls back once, after the delay and not before', async () => {
    const { clock, advance } = subject();
    const calls: number[] = [];
    clock.after(MINUTE, () => calls.push(1));
    await advance(MINUTE - 1);
    expect(calls).toEqual([]);
    await advance(1);
    await advance(5 * MINUTE);
    expect(calls).toEqual([1]);
  });

  test('never calls back after it was told not to', async () => {
    const { clock, advance } = subject();
    const calls: number[] = [];
    const cancel = clock.after(MINUTE, () => calls.push(1));
    cancel();
    cancel();
    await advance(2 * MINUTE);
    expect(calls).toEqual([]);
  });

  test('calls back every interval until stopped, also from inside the call', async () => {
    const { clock, advance } = subject();
    const calls: number[] = [];
    const stop = every(clock, SECOND, () => {
      calls.push(calls.length + 1);
      if (calls.length === 3) stop();
    });
    await advance(10 * SECOND);
    expect(calls).toEqual([1, 2, 3]);
  });
});

describe('A repeated call', () => {
  test('that throws does not end the repetition', async () => {
    const clock = new ManualClock();
    const calls: number[] = [];
    const stop = every(clock, SECOND, () => {
      calls.push(calls.length + 1);
      if (calls.length === 1) throw new RangeError('this once');
    });
    await expect(clock.advance(SECOND)).rejects.toThrow('this once');
    await clock.advance(2 * SECOND);
    stop();
    expect(calls).toEqual([1, 2, 3]);
    expect(clock.pendingTimers).toBe(0);
  });
});
