import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextOuting, type NextOuting } from '#core/lists/next-outing.js';
import { rule } from '#core/rules/rulebook.js';
import { HOUR } from '#core/units/instant.js';
import { arbitraryFacts } from '../rules/arbitrary-facts.js';
import { aPass, aPolicy, aReading, decide, laterFacts, MONDAY, someFacts } from '../rules/facts.js';

describe('The next outing of a household', () => {
  const { state } = decide(someFacts());
  const back = { ...state, outings: [] };
  const now = MONDAY + HOUR;
  const often = aPolicy({ quota: { outings: 2, days: 3, counting: 'calendar-days' } });

  test.each<[string, Parameters<typeof someFacts>[0], NextOuting]>([
    ['is now', {}, { kind: 'now', reason: 'ok' }],
    ['has a time', { state: back, now }, { kind: 'at', at: Date.UTC(2022, 3, 6, 16), reason: 'quota-used' }],
    ['waits for a member', { state, now, policy: often }, { kind: 'after-return', reason: 'member-out' }],
    ['is closed by a seal', { policy: aPolicy({ level: 'sealed' }) }, { kind: 'closed', reason: 'compound-sealed' }],
    ['is closed with a revoked pass', { credential: { kind: 'pass', pass: aPass({ revoked: true }) } }, { kind: 'closed', reason: 'pass-revoked' }],
  ])('%s', (_what, change, expected) => {
    expect(nextOuting(someFacts(change))).toEqual(expected);
  }); // prettier-ignore

  test('is what the gate says when somebody comes then, with a normal temperature', () => {
    fc.assert(
      fc.property(arbitraryFacts, (asked) => {
        const reading = aReading(asked.now);
        const facts = {
          ...asked,
          presentation: { direction: 'out', purpose: null, reading } as const,
          state: { ...asked.state, outings: [], screening: {} },
        };
        const next = nextOuting(facts);
        expect(rule(facts).verdict === 'allow').toBe(next.kind === 'now');
        expect(rule(facts).reason).toBe(next.reason);
        if (next.kind === 'at') expect(rule(laterFacts(facts, next.at)).verdict).toBe('allow');
      }),
      { numRuns: 2000 },
    );
  });
});
