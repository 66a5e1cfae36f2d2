import { describe, expect, test } from 'vitest';
import { standingOf } from '#core/amend/amendment-change.js';
import { OVERRIDE_WORDS } from '#core/amend/override-words.js';
import { OVERRIDE_REASONS } from '#core/wire/amendment.js';

describe('An entry', () => {
  test('stands as decided while nothing changes it', () => {
    expect(standingOf([])).toBe('as-decided');
    expect(standingOf([{ kind: 'none' }])).toBe('as-decided');
  });

  test('is amended by any change, and void whatever else was added', () => {
    const added = { kind: 'add', place: 'here', effects: [{ kind: 'open-outing', charged: false }] } as const;
    expect(standingOf([{ kind: 'none' }, added])).toBe('amended');
    expect(standingOf([added, { kind: 'void' }, { kind: 'none' }])).toBe('void');
  });
});

describe('The reasons of an override', () => {
  test('fit on six tiles, each with words of its own in both languages', () => {
    expect(OVERRIDE_REASONS).toHaveLength(6);
    const words = Object.values(OVERRIDE_WORDS).flatMap(({ zh, en }) => [zh, en]);
    expect(new Set(words).size).toBe(12);
  });
});
