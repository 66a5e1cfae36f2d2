import { describe, expect, test } from 'vitest';
import { sensedOutcome } from '#core/measure/sensed-outcome.js';
import { rule } from '#core/rules/rulebook.js';
import { aReading, decide, MONDAY, someFacts } from '../rules/facts.js';

describe('What the rules made of a reading', () => {
  const presented = (bodyC: number, change = {}): ReturnType<typeof someFacts> =>
    someFacts({ presented: { reading: aReading(MONDAY, { bodyC }) }, ...change });

  test('is accepted when it passed, whatever was decided afterwards', () => {
    expect(sensedOutcome(rule(presented(36.5)))).toBe('accepted');
    const sealed = { policy: { ...someFacts().policy, level: 'sealed' as const } };
    expect(sensedOutcome(rule(presented(36.5, sealed)))).toBe('accepted');
  });

  test('is a suspicion the first time, and a confirmation the second', () => {
    const { ruling, state } = decide(presented(38));
    expect(sensedOutcome(ruling)).toBe('suspected');
    expect(sensedOutcome(rule(presented(38, { state })))).toBe('confirmed');
  });

  test('is nothing when it was implausible, or never looked at', () => {
    expect(sensedOutcome(rule(presented(20)))).toBe('other');
    expect(sensedOutcome(rule(presented(38, { credential: { kind: 'unknown' } })))).toBe('other');
    expect(sensedOutcome(rule(someFacts({ presented: { purpose: 'emergency' } })))).toBe('other');
  });
});
