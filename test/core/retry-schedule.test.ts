import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  LINK_RETRY,
  REFUSED_RETRY,
  retrySchedule,
  SERIAL_RETRY,
  type RetryTimes,
} from '#core/retry-schedule.js';
import { fixedEntropy } from '../support/fixed-entropy.js';

function first(count: number, times: RetryTimes, fraction = 0.5): number[] {
  const waits = retrySchedule(times, fixedEntropy(fraction));
  return Array.from({ length: count }, () => waits.next().value);
}

describe('the retry schedule', () => {
  it('doubles until the longest wait and stays there', () => {
    expect(first(7, SERIAL_RETRY)).toEqual([200, 400, 800, 1600, 3000, 3000, 3000]);
  });

  it('spreads each wait by its share of jitter', () => {
    const times = { first: 1000, longest: 8000, factor: 2, jitter: 0.5 };
    expect(first(2, times, 0)).toEqual([500, 1000]);
    expect(first(2, times, 0.75)).toEqual([1250, 2500]);
  });

  it('starts again from the first wait in a new sequence', () => {
    expect(first(1, LINK_RETRY)).toEqual(first(1, LINK_RETRY));
  });

  it('tries a serial device again at least every 4 s, whatever the dice say', () => {
    for (const fraction of [0, 0.5, 0.999])
      expect(Math.max(...first(50, SERIAL_RETRY, fraction))).toBeLessThan(4_000);
  });

  it('keeps every wait positive and inside the jittered bounds', () => {
    const fractions = fc.float({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(SERIAL_RETRY, LINK_RETRY, REFUSED_RETRY), fractions, (times, fraction) => {
        for (const wait of first(30, times, fraction)) {
          expect(wait).toBeGreaterThanOrEqual(Math.floor(times.first * (1 - times.jitter)));
          expect(wait).toBeLessThanOrEqual(Math.ceil(times.longest * (1 + times.jitter)));
        }
      }),
    );
  });
});
