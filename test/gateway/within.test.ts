import { describe, expect, it } from 'vitest';
import { within } from '#gateway/within.js';
import { ManualClock } from '../support/manual-clock.js';

describe('waiting within a limit', () => {
  it('ends with the work, however the work ends, and leaves no timer', async () => {
    const clock = new ManualClock();
    await within(clock, 1_000, Promise.resolve('done'));
    await within(clock, 1_000, Promise.reject(new Error('failed')));
    expect(clock.pendingTimers).toBe(0);
  });

  it('ends with the limit when the work does not end', async () => {
    const clock = new ManualClock();
    const waiting = within(clock, 1_000, new Promise(() => undefined));
    await clock.advance(1_000);
    await waiting;
    expect(clock.pendingTimers).toBe(0);
  });
});
