import { describe, expect, test } from 'vitest';
import { exceptionFaults, LONGEST_EXCEPTION } from '#core/exceptions/one-off-exception.js';
import { DAY, HOUR } from '#core/units/instant.js';

const NOW = Date.UTC(2022, 3, 4, 2);
const faultsOf = (from: number, expires: number): string[] =>
  exceptionFaults({ from, expires, grantedAt: NOW }).map(({ en }) => en);

describe('An exception about to be granted', () => {
  test('has no fault when it lies ahead, has begun, or lasts as long as it may', () => {
    expect(faultsOf(NOW + DAY, NOW + DAY + HOUR)).toEqual([]);
    expect(faultsOf(NOW - HOUR, NOW + HOUR)).toEqual([]);
    expect(faultsOf(NOW, NOW + LONGEST_EXCEPTION)).toEqual([]);
  });

  test('must end after it begins, in the future, and soon', () => {
    expect(faultsOf(NOW + HOUR, NOW + HOUR)).toEqual(['it must end after it begins']);
    expect(faultsOf(NOW - DAY, NOW)).toEqual(['its end is already over']);
    expect(faultsOf(NOW, NOW + LONGEST_EXCEPTION + 1)).toEqual([
      'it may last 30 days at most; issue a pass for longer',
    ]);
  });

  test('is told all its faults at once', () => {
    expect(faultsOf(NOW, NOW - HOUR)).toHaveLength(2);
  });
});
