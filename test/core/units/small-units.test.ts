import { describe, expect, test } from 'vitest';
import { shownCelsius, toHundredth } from '#core/units/celsius.js';
import { parseDuration } from '#core/units/duration.js';
import {
  buildingOf,
  compoundId,
  gateId,
  householdId,
  isId,
  journalId,
  laneId,
  passId,
} from '#core/units/ids.js';
import { expectGateError } from '../../support/assert-gate-error.js';

describe('A duration', () => {
  test.each([
    ['400ms', 400],
    ['30s', 30_000],
    ['15m', 900_000],
    ['2h', 7_200_000],
    ['3d', 259_200_000],
    ['0s', 0],
  ])('%s is %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected);
  });

  test.each(['30', '1.5h', '-1s', ' 1s', '1 s', '1w', '', 's', '1234567890s'])('%j is none', async (text) => {
    const error = await expectGateError(() => parseDuration(text), 'duration-invalid');
    expect(error.message).toContain('write a number and a unit');
  });
});

describe('An id', () => {
  test.each(['a', '3-2-501', 'north', 'p-7f3k2', '0'.repeat(32)])('may be %s', (text) => {
    expect(isId(text)).toBe(true);
  });

  test.each(['', '-a', 'A', 'a b', 'a/b', 'a+', '#', 'a\n', 'é', '０', '0'.repeat(33)])(
    'may not be %j',
    async (text) => {
      expect(isId(text)).toBe(false);
      for (const named of [gateId, compoundId, householdId, passId, laneId]) {
        await expectGateError(() => named(text), 'id-invalid');
      }
    },
  );

  test('of a journal is a lower-case UUID', async () => {
    const text = '0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10';
    expect(journalId(text)).toBe(text);
    const error = await expectGateError(() => journalId(text.toUpperCase()), 'id-invalid');
    expect(error.message).toContain('journal id');
  });

  test('of a flat begins with its building', () => {
    expect(['3-2-501', 'a2-1-12b', 'villa'].map((text) => buildingOf(householdId(text)))).toEqual([
      '3',
      'a2',
      'villa',
    ]);
  });

  test('that is wrong can not forge a line of the log', async () => {
    const error = await expectGateError(() => gateId('north\nlevel: info'), 'id-invalid');
    expect(error.message).not.toContain('\n');
    expect(error.message).toContain('\\u000a');
  });
});

describe('A temperature', () => {
  test('adds up the way people expect', () => {
    expect(toHundredth(34.1 + 2.4)).toBe(36.5);
    expect(toHundredth(34.9 + 2.4)).toBe(37.3);
  });

  test.each([
    [36.5, '36.5 °C'],
    [37, '37.0 °C'],
    [37.26, '37.26 °C'],
    [-5.05, '-5.05 °C'],
  ])('%d reads as %s', (value, text) => {
    expect(shownCelsius(value)).toBe(text);
  });
});
