import { describe, expect, it } from 'vitest';
import { seededEntropy } from '#sim/seeded-entropy.js';

describe('seeded entropy', () => {
  it('repeats for one seed and differs for another', () => {
    const draw = (seed: number): number[] => {
      const entropy = seededEntropy(seed);
      return Array.from({ length: 20 }, () => entropy.fraction());
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('spreads evenly over 0 to 1', () => {
    const entropy = seededEntropy(1);
    const counts = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) {
      const bucket = Math.floor(entropy.fraction() * 10);
      counts[bucket] = (counts[bucket] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  it('makes UUIDs of version 4 and bytes of the length asked for', () => {
    const entropy = seededEntropy(3);
    expect(entropy.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(entropy.bytes(33)).toHaveLength(33);
  });
});
