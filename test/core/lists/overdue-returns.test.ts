import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextOverdueAt, overdueReturns, type OpenOuting } from '#core/lists/overdue-returns.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import { aPolicy, MONDAY } from '../rules/facts.js';

const policy = aPolicy();
const out = (household: string, ago: number, charged = true): OpenOuting => ({
  household,
  outing: { pass: null, since: MONDAY - ago, charged },
});

describe('The list of overdue returns', () => {
  const outings = [
    out('1-1-1', 119 * MINUTE),
    out('1-1-2', 2 * HOUR),
    out('1-1-3', 5 * HOUR),
    out('1-1-4', 9 * HOUR, false),
  ];

  test('names who should be back, the longest overdue first, and nobody who is at work', () => {
    expect(overdueReturns(outings, policy, MONDAY).map(({ household, dueAt }) => [household, dueAt])).toEqual(
      [
        ['1-1-3', MONDAY - 3 * HOUR],
        ['1-1-2', MONDAY],
      ],
    );
  });

  test('tells when the next falls overdue', () => {
    expect(nextOverdueAt(outings, policy, MONDAY)).toBe(MONDAY + MINUTE);
    expect(nextOverdueAt(outings, policy, MONDAY + MINUTE)).toBeNull();
    expect(nextOverdueAt([], policy, MONDAY)).toBeNull();
  });

  test('grows at the told instant and at no other', () => {
    const some = fc.array(fc.integer({ min: 0, max: 300 }).map((minutes) => out('1-1-1', minutes * MINUTE)));
    fc.assert(
      fc.property(some, (listed) => {
        const next = nextOverdueAt(listed, policy, MONDAY);
        const now = overdueReturns(listed, policy, MONDAY).length;
        if (next === null) {
          expect(now).toBe(listed.length);
          return;
        }
        expect(overdueReturns(listed, policy, next - 1)).toHaveLength(now);
        expect(overdueReturns(listed, policy, next).length).toBeGreaterThan(now);
      }),
    );
  });
});
