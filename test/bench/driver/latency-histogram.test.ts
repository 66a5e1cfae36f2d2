import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LatencyHistogram } from '../../../bench/driver/latency-histogram.js';

const ERROR = 1 / 64;
const MICROSECOND = 0.001;

describe('a latency histogram', () => {
  it('answers 0 while nothing was added', () => {
    const histogram = new LatencyHistogram();
    expect([histogram.count, histogram.quantile(0.5), histogram.mean, histogram.max]).toEqual([0, 0, 0, 0]);
  });

  it('gives quantiles that are wrong by less than one part in 64', () => {
    const latencies = fc.array(fc.double({ min: 0, max: 100_000, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });
    fc.assert(
      fc.property(latencies, fc.constantFrom(0.5, 0.95, 0.99, 1), (values, share) => {
        const histogram = new LatencyHistogram();
        for (const value of values) histogram.add(value);
        const exact = [...values].sort((a, b) => a - b)[Math.ceil(share * values.length) - 1] ?? 0;
        const found = histogram.quantile(share);
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * ERROR + MICROSECOND);
      }),
    );
  });

  it('knows mean and maximum exactly to the microsecond', () => {
    const histogram = new LatencyHistogram();
    for (const value of [1, 2, 6]) histogram.add(value);
    expect([histogram.count, histogram.mean, histogram.max]).toEqual([3, 3, 6]);
  });

  it('keeps a latency of days in its last bucket', () => {
    const histogram = new LatencyHistogram();
    histogram.add(1e9);
    expect(histogram.count).toBe(1);
    expect(histogram.quantile(0.5)).toBeGreaterThan(1e6);
  });
});
