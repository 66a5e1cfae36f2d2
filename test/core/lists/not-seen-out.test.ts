import { describe, expect, test } from 'vitest';
import { notSeenOut, type HouseholdSeen } from '#core/lists/not-seen-out.js';
import { householdId } from '#core/units/ids.js';
import { DAY, HOUR } from '#core/units/instant.js';
import { MONDAY, SHANGHAI } from '../rules/facts.js';

function flat(id: string, daysAgo: number | null, specialCare: readonly string[] = []): HouseholdSeen {
  const lastOutAt = daysAgo === null ? null : MONDAY - daysAgo * DAY;
  return { household: householdId(id), specialCare, lastOutAt, knownSince: MONDAY - 20 * DAY };
}

const FLATS = [
  flat('1-1-1', 1),
  flat('1-1-2', 7),
  flat('1-1-3', 12, ['alone', 'over-80']),
  flat('1-1-4', null),
  flat('1-1-5', 8, ['dialysis']),
  flat('1-1-6', 6, ['alone']),
];

describe('The list of who was not seen going out', () => {
  const options = { days: 7, now: MONDAY, calendar: SHANGHAI };
  const named = (...of: Parameters<typeof notSeenOut>): (readonly [string, number])[] =>
    notSeenOut(...of).map(({ household, days }) => [household, days]);

  test('has those who need care first, then the longest, and counts from the register for who never was', () => {
    expect(named(FLATS, options)).toEqual([
      ['1-1-3', 12],
      ['1-1-5', 8],
      ['1-1-4', 20],
      ['1-1-2', 7],
    ]);
  });

  test('can be of those who need care alone', () => {
    expect(named(FLATS, { ...options, specialCareOnly: true })).toEqual([
      ['1-1-3', 12],
      ['1-1-5', 8],
    ]);
  });

  test('counts days of the calendar of the compound', () => {
    // Monday 10:00; seven days ago at 23:30 is not yet seven times 24 hours.
    const late = { ...flat('1-1-1', 0), lastOutAt: MONDAY - 7 * DAY + 13.5 * HOUR };
    expect(named([late], options)).toEqual([['1-1-1', 7]]);
    const nextDay = { ...late, lastOutAt: late.lastOutAt + HOUR };
    expect(named([nextDay], options)).toEqual([]);
  });
});
