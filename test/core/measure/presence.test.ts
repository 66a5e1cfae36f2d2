import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PRESENCE,
  NOBODY,
  stepPresence,
  type Measured,
  type Presence,
} from '#core/measure/presence.js';

const PACE = 100;

interface Watch {
  presence: Presence;
  at: number;
  readonly measured: Measured[];
}

function watching(): Watch {
  return { presence: NOBODY, at: 0, measured: [] };
}

/** Feeds one sample after the other at 10 Hz. */
function see(watch: Watch, values: readonly number[], ambientC: number | null = 21): void {
  for (const objectC of values) {
    watch.at += PACE;
    const sample = { objectC, ambientC, bodyC: null, at: watch.at };
    const step = stepPresence(watch.presence, sample, DEFAULT_PRESENCE);
    watch.presence = step.presence;
    if (step.measured !== null) watch.measured.push(step.measured);
  }
}

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

describe('presence', () => {
  it('gives one measurement for a person, however long they stay', () => {
    const watch = watching();
    see(watch, [...times(20, 21.2), ...times(200, 34.1)]);
    expect(watch.measured).toMatchObject([{ objectC: 34.1, ambientC: 21, samples: 8 }]);
  });

  it('measures by the body value of a module that gives nothing else, and ignores a sample without any', () => {
    const watch = watching();
    const bodies = [...times(10, 22), ...times(10, 36.7)].flatMap((bodyC) => [bodyC, null]);
    for (const [index, bodyC] of bodies.entries()) {
      const sample = { objectC: null, ambientC: null, bodyC, at: index * PACE };
      const step = stepPresence(watch.presence, sample, DEFAULT_PRESENCE);
      watch.presence = step.presence;
      if (step.measured !== null) watch.measured.push(step.measured);
    }
    expect(watch.measured).toMatchObject([{ objectC: null, ambientC: null, bodyC: 36.7, samples: 8 }]);
  });

  it('gives the next measurement only after the person has gone for 300 ms', () => {
    const watch = watching();
    see(watch, [...times(10, 21), ...times(12, 34.1), ...times(2, 21), ...times(12, 34.5)]);
    expect(watch.measured.map(({ objectC }) => objectC)).toEqual([34.1]);
    see(watch, [...times(5, 21), ...times(12, 35.2)]);
    expect(watch.measured.map(({ objectC }) => objectC)).toEqual([34.1, 35.2]);
  });

  it('leaves out the samples of the edge of a person', () => {
    const watch = watching();
    see(watch, [...times(10, 21), 28.4, 31.0, 34.0, 34.1, 34.2, 34.1, 34.0, 34.1]);
    expect(watch.measured).toMatchObject([{ objectC: 34.1, samples: 6 }]);
  });

  it('measures a person who leaves early from the samples there are, and no hand that passes by', () => {
    const watch = watching();
    see(watch, [...times(10, 21), ...times(4, 34), ...times(10, 21)]);
    expect(watch.measured).toMatchObject([{ objectC: 34, samples: 4 }]);
    see(watch, [33, 34, ...times(10, 21)]);
    expect(watch.measured).toHaveLength(1);
  });

  it('gives nothing when the samples never agree', () => {
    const watch = watching();
    see(watch, [...times(10, 21), 29, 31, 33, 35, 37, 39, 41, 43, ...times(10, 21)]);
    expect(watch.measured).toEqual([]);
  });

  it('does not take a warm background at power-up, or a slowly warming one, for a person', () => {
    const start = watching();
    see(start, times(100, 33));
    expect(start.measured).toEqual([]);
    const sun = watching();
    see(
      sun,
      Array.from({ length: 6_000 }, (_, index) => 21 + index / 400),
    );
    expect(sun.measured).toEqual([]);
  });

  it('measures people in front of a background of 31 °C', () => {
    const watch = watching();
    see(
      watch,
      Array.from({ length: 3_000 }, (_, index) => 21 + index / 300),
    );
    see(watch, times(100, 31));
    see(watch, times(10, 34.4));
    expect(watch.measured).toMatchObject([{ objectC: 34.4 }]);
  });

  it('takes what stays for a minute as the new background and measures people before it', () => {
    const watch = watching();
    see(watch, [...times(10, 21), ...times(700, 30)]);
    expect(watch.measured).toHaveLength(1);
    see(watch, times(10, 34));
    expect(watch.measured.map(({ objectC }) => objectC)).toEqual([30, 34]);
  });

  it('clamps nothing: an object far from any body is measured as it is', () => {
    const watch = watching();
    see(watch, [...times(10, 21), ...times(10, 61.37)]);
    expect(watch.measured).toMatchObject([{ objectC: 61.37 }]);
  });

  it('keeps the ambient and body values of the device apart, and null where there are none', () => {
    const watch = watching();
    see(watch, [...times(10, 21), ...times(10, 34)], null);
    expect(watch.measured).toMatchObject([{ ambientC: null, bodyC: null }]);
    const step = Array.from({ length: 8 }, (_, index) => index).reduce<ReturnType<typeof stepPresence>>(
      (last, index) =>
        stepPresence(
          last.presence,
          { objectC: 34, ambientC: 20, bodyC: 36.4, at: 10_000 + index * PACE },
          DEFAULT_PRESENCE,
        ),
      { presence: { kind: 'nobody', idleC: 21 }, measured: null },
    );
    expect(step.measured).toMatchObject({ objectC: 34, ambientC: 20, bodyC: 36.4 });
  });

  it('gives exactly one measurement within half a degree for each person of any queue', () => {
    const person = fc.record({
      skin: fc.integer({ min: 3200, max: 3900 }).map((value) => value / 100),
      stays: fc.integer({ min: 12, max: 100 }),
      away: fc.integer({ min: 5, max: 60 }),
      noise: fc.array(fc.integer({ min: -15, max: 15 }), { minLength: 100, maxLength: 100 }),
    });
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 8 }), (people) => {
        const watch = watching();
        see(watch, times(10, 21));
        for (const { skin, stays, away, noise } of people) {
          see(
            watch,
            noise.slice(0, stays).map((value) => skin + value / 100),
          );
          see(watch, times(away, 21));
        }
        expect(watch.measured).toHaveLength(people.length);
        for (const [index, { skin }] of people.entries())
          expect(Math.abs((watch.measured[index]?.objectC ?? 0) - skin)).toBeLessThanOrEqual(0.5);
      }),
      { numRuns: 200 },
    );
  });
});
