import { describe, expect, test } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { journalId } from '#core/units/ids.js';

describe('The randomness of the system', () => {
  test('gives fractions from 0 up to but not 1', () => {
    const fractions = Array.from({ length: 1000 }, () => systemEntropy.fraction());
    expect(fractions.every((one) => one >= 0 && one < 1)).toBe(true);
    expect(new Set(fractions).size).toBeGreaterThan(990);
  });

  test('gives as many bytes as asked for, and others each time', () => {
    expect(systemEntropy.bytes(0)).toHaveLength(0);
    expect(systemEntropy.bytes(32)).toHaveLength(32);
    expect([...systemEntropy.bytes(32)]).not.toEqual([...systemEntropy.bytes(32)]);
  });

  test('gives UUIDs that may name a journal', () => {
    const text = systemEntropy.uuid();
    expect(journalId(text)).toBe(text);
    expect(systemEntropy.uuid()).not.toBe(text);
  });
});
