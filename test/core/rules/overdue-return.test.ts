import { describe, expect, test } from 'vitest';
import { overdueAt } from '#core/rules/overdue-return.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import { aPass, decide, MONDAY, someFacts } from './facts.js';

const outingOf = (kind: 'purchase' | 'work'): { pass: null; since: number; charged: boolean } => {
  const [outing] = decide(someFacts({ credential: { kind: 'pass', pass: aPass({ kind }) } })).state.outings;
  return { pass: null, since: outing?.since ?? 0, charged: outing?.charged ?? false };
};

describe('An outing', () => {
  test('for shopping is overdue after two hours', () => {
    expect(overdueAt(outingOf('purchase'), someFacts().policy)).toBe(MONDAY + 2 * HOUR);
  });

  test('is overdue when the policy of the compound says so', () => {
    expect(overdueAt(outingOf('purchase'), { maxOutingMinutes: 45 })).toBe(MONDAY + 45 * MINUTE);
  });

  test('for work never is', () => {
    expect(overdueAt(outingOf('work'), someFacts().policy)).toBeNull();
  });
});
