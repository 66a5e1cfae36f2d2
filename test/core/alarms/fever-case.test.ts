import { describe, expect, test } from 'vitest';
import {
  CASE_CHECK_WORDS,
  CASE_CHECKS,
  caseAfter,
  caseChecked,
  type FeverCase,
} from '#core/alarms/fever-case.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import { MINUTE } from '#core/units/instant.js';
import { aPass, aReading, decide, MONDAY, someFacts } from '../rules/facts.js';

const pass = aPass();

/** Plays readings through the real rules, a minute apart, and folds the case. */
function caseOf(...values: readonly number[]): FeverCase | null {
  let state = EMPTY_STATE;
  let fever: FeverCase | null = null;
  for (const [index, bodyC] of values.entries()) {
    const now = MONDAY + index * MINUTE;
    const reading = aReading(now, { bodyC });
    const { ruling, state: next } = decide(
      someFacts({ now, state, presented: { direction: 'in', reading } }),
    );
    state = next;
    fever = caseAfter(fever, {
      pass: pass.id,
      household: pass.household,
      at: now,
      reading,
      effects: ruling.effects,
    });
  }
  return fever;
}

describe('A fever as a case', () => {
  test('is none while the temperature is normal', () => {
    expect(caseOf(36.5, 36.6)).toBeNull();
  });

  test('opens with a suspicion and is confirmed by the second reading', () => {
    expect(caseOf(37.8)).toMatchObject({
      phase: 'suspected',
      household: '3-2-501',
      openedAt: MONDAY,
      checks: {},
    });
    const confirmed = caseOf(37.8, 38.1);
    expect(confirmed?.phase).toBe('confirmed');
    expect(confirmed?.readings.map(({ bodyC }) => bodyC)).toEqual([37.8, 38.1]);
    expect(confirmed?.checks['second-reading']).toEqual({ by: 'gy-614v3', at: MONDAY + MINUTE });
  });

  test('is cleared by a second reading below the threshold, and a later suspicion is another case', () => {
    expect(caseOf(37.8, 36.5)?.phase).toBe('cleared');
    expect(caseOf(37.8, 36.5, 37.9)).toMatchObject({ phase: 'suspected', openedAt: MONDAY + 2 * MINUTE });
  });

  test('stays confirmed whatever is read later: only a person ends it', () => {
    const later = caseOf(37.8, 38.1, 36.5, 37.9);
    expect(later).toMatchObject({ phase: 'confirmed', openedAt: MONDAY });
  });

  test('keeps the latest twenty readings', () => {
    const many = caseOf(...Array.from({ length: 50 }, (_, index) => 38 + index / 100));
    expect(many?.readings).toHaveLength(20);
    expect(many?.readings.at(-1)?.bodyC).toBe(38.49);
  });

  test('is worked through, and the first who did a thing stays named', () => {
    const fever = caseOf(37.8, 38.1);
    if (fever === null) return expect.unreachable();
    const told = caseChecked(fever, 'tell-office', { by: 'li', at: MONDAY });
    const again = caseChecked(told, 'tell-office', { by: 'wang', at: MONDAY + 1 });
    expect(again.checks['tell-office']).toEqual({ by: 'li', at: MONDAY });
    expect(Object.keys(CASE_CHECK_WORDS)).toEqual([...CASE_CHECKS]);
  });
});
