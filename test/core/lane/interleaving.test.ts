import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LaneInput } from '#core/lane/lane-state.js';
import { DrivenLane, reading, scan } from '../../support/lane-inputs.js';

type Kind = 'scan' | 'reading';

const event = (kind: Kind, person: string, at: number): LaneInput =>
  kind === 'scan' ? scan(person, at) : reading(person, at);
const other = (kind: Kind): Kind => (kind === 'scan' ? 'reading' : 'scan');

/** Spans around everything the lane decides by: debounce, settle, pairing. */
const gap = fc.oneof(
  fc.integer({ min: 0, max: 200 }),
  fc.integer({ min: 0, max: 20_000 }),
  fc.constantFrom(2_999, 3_000, 3_001, 14_999, 15_000, 15_001),
);

describe('people who cross at the lane', () => {
  it('are never paired wrongly when the second starts with the same kind of event', () => {
    const kinds = fc.constantFrom<Kind>('scan', 'reading');
    // Inside the window: later, the first person has been presented or has gone.
    const within = fc.integer({ min: 0, max: 14_999 });
    const crossing = fc.record({
      kind: kinds,
      second: within,
      third: gap,
      fourth: gap,
      annFirst: fc.boolean(),
    });
    fc.assert(
      fc.property(crossing, ({ kind, second, third, fourth, annFirst }) => {
        const [x, y] = annFirst ? ['ann', 'bob'] : ['bob', 'ann'];
        const lane = new DrivenLane().feed(
          event(kind, 'ann', 0),
          event(kind, 'bob', second),
          event(other(kind), x, second + third),
          event(other(kind), y, second + third + fourth),
        );
        const { pairs } = lane.rest();
        const scanned = pairs.map((pair) => pair.slice(0, 3)).sort();
        expect(scanned).toEqual(['ann', 'bob']);
        for (const pair of pairs) expect(pair).not.toMatch(/ann\+bob|bob\+ann/);
      }),
      { numRuns: 10_000 },
    );
  });

  it('become exactly one entry for each scan and use each reading at most once, in any order at all', () => {
    const step = fc.record({ kind: fc.constantFrom<Kind>('scan', 'reading'), wait: gap });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const lane = new DrivenLane();
        let at = 0;
        for (const [index, { kind, wait }] of steps.entries()) {
          at += wait;
          lane.feed(event(kind, `p${index}`, at));
        }
        lane.rest();
        const scans = steps.flatMap(({ kind }, index) => (kind === 'scan' ? [`p${index}`] : []));
        expect(lane.presented.map(({ credential }) => credential.value).sort()).toEqual(scans.sort());
        const used = lane.presented.flatMap((one) => (one.reading === null ? [] : [one.reading.device]));
        expect(new Set(used).size).toBe(used.length);
        const discarded = lane.discarded.filter((line) => line.startsWith('reading')).length;
        expect(used.length + discarded).toBe(steps.length - scans.length);
        expect(lane.presented.map(({ number }) => number)).toEqual(
          lane.presented.map((_, index) => index + 1),
        );
      }),
      { numRuns: 2_000 },
    );
  });

  it('are paired only with a reading at most one pairing window away', () => {
    const step = fc.record({ kind: fc.constantFrom<Kind>('scan', 'reading'), wait: gap });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const lane = new DrivenLane();
        const scannedAt = new Map<string, number>();
        let at = 0;
        for (const [index, { kind, wait }] of steps.entries()) {
          at += wait;
          if (kind === 'scan') scannedAt.set(`p${index}`, at);
          lane.feed(event(kind, `p${index}`, at));
        }
        for (const { credential, reading: measured } of lane.rest().presented) {
          if (measured === null) continue;
          const apart = Math.abs((scannedAt.get(credential.value) ?? Number.NaN) - measured.at);
          expect(apart).toBeLessThan(15_000);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('who follow one after the other are all paired rightly', () => {
    const person = fc.record({
      first: fc.constantFrom<Kind>('scan', 'reading'),
      between: fc.integer({ min: 0, max: 14_999 }),
      pause: gap,
    });
    fc.assert(
      fc.property(fc.array(person, { minLength: 1, maxLength: 20 }), (people) => {
        const lane = new DrivenLane();
        let at = 0;
        for (const [index, { first, between, pause }] of people.entries()) {
          at += pause;
          lane.feed(event(first, `p${index}`, at));
          at += between;
          lane.feed(event(other(first), `p${index}`, at));
        }
        expect(lane.rest().pairs).toEqual(people.map((_, index) => `p${index}+p${index}`));
      }),
      { numRuns: 1_000 },
    );
  });
});
