import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sensedOutcome, sensedOutcomeOfReason } from '#core/measure/sensed-outcome.js';
import { rule } from '#core/rules/rulebook.js';
import { arbitraryFacts } from '../rules/arbitrary-facts.js';

it('tells by the reason alone what the whole ruling tells', () => {
  fc.assert(
    fc.property(arbitraryFacts, (facts) => {
      const ruling = rule(facts);
      expect([ruling.reason, sensedOutcomeOfReason(ruling.reason)]).toEqual([
        ruling.reason,
        sensedOutcome(ruling),
      ]);
    }),
    { numRuns: 500 },
  );
});
