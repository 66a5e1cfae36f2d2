import { describe, expect, test } from 'vitest';
import { overdueReturns, type OpenOuting } from '#core/lists/overdue-returns.js';
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
});
