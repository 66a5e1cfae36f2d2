import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  passesAtTwoGates,
  TWO_GATES_WITHIN,
  TwoGatesWatch,
  type Sighting,
} from '#core/lists/pass-at-two-gates.js';
import { gateId, passId } from '#core/units/ids.js';
import { MINUTE } from '#core/units/instant.js';
import { MONDAY } from '../rules/facts.js';

const seen = (entry: string, gate: string, after: number): Sighting => ({
  entry,
  pass: passId('p-1'),
  gate: gateId(gate),
  at: MONDAY + after,
});

const ofPass = (pass: string, sighting: Sighting): Sighting => ({ ...sighting, pass: passId(pass) });

const pairs = (...sightings: readonly Sighting[]): string[] =>
  passesAtTwoGates(sightings).map(({ first, second }) => `${first.entry} ${second.entry}`);

describe('A pass seen at two gates', () => {
  test('within five minutes is told with both entries and how far they are apart', () => {
    const [found] = passesAtTwoGates([seen('1', 'north', 0), seen('2', 'south', 5 * MINUTE)]);
    expect(found).toMatchObject({
      pass: 'p-1',
      first: { entry: '1' },
      second: { entry: '2' },
      apart: 5 * MINUTE,
    });
  });

  test('is nothing a moment later, at the same gate, or when it is another pass', () => {
    expect(pairs(seen('1', 'north', 0), seen('2', 'south', 5 * MINUTE + 1))).toEqual([]);
    expect(pairs(seen('1', 'north', 0), seen('2', 'north', MINUTE))).toEqual([]);
    expect(pairs(seen('1', 'north', 0), ofPass('p-2', seen('2', 'south', MINUTE)))).toEqual([]);
  });

  test('is found when the entries arrive crossed, the earlier one named first', () => {
    expect(pairs(seen('2', 'south', 4 * MINUTE), seen('1', 'north', 0))).toEqual(['1 2']);
  });

  test('is told for each pair of gates once', () => {
    expect(
      pairs(seen('1', 'north', 0), seen('2', 'north', 1), seen('3', 'south', 2), seen('4', 'east', 3)),
    ).toEqual(['2 3', '2 4', '3 4']);
  });

  test('is found wherever it happened, by comparing each with each', () => {
    const sighting = fc.record({
      gate: fc.constantFrom('north', 'south'),
      pass: fc.constantFrom('p-1', 'p-2', 'p-3'),
      wait: fc.integer({ min: 0, max: 4 * MINUTE }),
    });
    fc.assert(
      fc.property(fc.array(sighting, { maxLength: 60 }), (list) => {
        let at = 0;
        const sightings = list.map(({ gate, pass, wait }, index) =>
          ofPass(pass, seen(String(index), gate, (at += wait))),
        );
        const found = passesAtTwoGates(sightings);
        for (const { first, second, apart } of found) {
          expect(first.pass === second.pass && first.gate !== second.gate && apart <= TWO_GATES_WITHIN).toBe(
            true,
          );
        }
        // Each that has another gate's sighting shortly before it is the second of a pair.
        const expected = sightings.filter((one, index) =>
          sightings
            .slice(0, index)
            .some(
              ({ pass, gate, at: before }) =>
                pass === one.pass && gate !== one.gate && one.at - before <= TWO_GATES_WITHIN,
            ),
        );
        expect(new Set(found.map(({ second }) => second.entry))).toEqual(
          new Set(expected.map(({ entry }) => entry)),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('is watched for in bounded memory', () => {
    const watch = new TwoGatesWatch();
    for (let index = 0; index < 10_000; index += 1)
      watch.see(ofPass(`p-${index}`, seen(String(index), 'north', index * 6000)));
    // Ten minutes with a new pass every six seconds.
    expect(watch.size).toBeLessThanOrEqual(101);
  });
});
