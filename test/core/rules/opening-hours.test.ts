import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstOpening, type Opening } from '#core/rules/opening-hours.js';
import { MINUTE } from '#core/units/instant.js';
import { arbitraryHours, arbitraryNow, CALENDARS } from './arbitrary-facts.js';
import { MONDAY, SHANGHAI } from './facts.js';

const openings: fc.Arbitrary<Opening> = fc.record({
  hours: fc.option(arbitraryHours),
  weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { maxLength: 7 })),
});

describe('The first opening', () => {
  test('is open, is not in the past, and nothing before it is open', () => {
    fc.assert(
      fc.property(arbitraryNow, openings, fc.constantFrom(...CALENDARS), (at, opening, calendar) => {
        const opens = firstOpening(at, opening, calendar);
        if (opens === null) {
          expect(opening.weekdays).toEqual([]);
          return;
        }
        expect(opens).toBeGreaterThanOrEqual(at);
        expect(firstOpening(opens, opening, calendar)).toBe(opens);
        for (let before = at; before < opens; before += 97 * MINUTE) {
          expect(firstOpening(before, opening, calendar)).toBe(opens);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test.each([
    ['24:00', '00:00'],
    ['24:00', '24:00'],
    ['00:00', '00:00'],
    ['00:00', '24:00'],
  ])('is now in hours from %s to %s, which last all day', (from, to) => {
    expect(firstOpening(MONDAY, { hours: { from, to }, weekdays: null }, SHANGHAI)).toBe(MONDAY);
  });

  test('is now when nothing limits it', () => {
    expect(firstOpening(MONDAY, { hours: null, weekdays: null }, SHANGHAI)).toBe(MONDAY);
  });

  test('never comes on no weekday at all', () => {
    expect(firstOpening(MONDAY, { hours: null, weekdays: [] }, SHANGHAI)).toBeNull();
  });
});
