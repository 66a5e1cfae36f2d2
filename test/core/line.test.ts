import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Line } from '#core/line.js';

describe('a line', () => {
  it('gives back in the order of arrival, like an array that is shifted', () => {
    const steps = fc.array(fc.oneof(fc.nat({ max: 900 }), fc.constant('take' as const)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (all) => {
        const line = new Line<number>();
        const model: number[] = [];
        let next = 0;
        for (const step of all) {
          if (step === 'take') {
            for (let times = 0; times < 400; times += 1) expect(line.take()).toBe(model.shift());
          } else {
            for (let times = 0; times < step; times += 1) {
              line.add(next);
              model.push(next);
              next += 1;
            }
          }
          expect(line.length).toBe(model.length);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('is empty once it was cleared', () => {
    const line = new Line<string>();
    line.add('first');
    line.clear();
    expect([line.length, line.take()]).toEqual([0, undefined]);
  });
});
