import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SensedOutcome } from '#core/measure/device-memory.js';
import { sensedOutcomeOfReason } from '#core/measure/sensed-outcome.js';
import type { Facts } from '#core/rules/rule.js';
import { rule } from '#core/rules/rulebook.js';
import { screening } from '#core/rules/screening.js';
import { arbitraryFacts } from '../rules/arbitrary-facts.js';
import { linesOf } from '../rules/facts.js';

it('tells by the reason alone what the whole ruling tells', () => {
  fc.assert(
    fc.property(arbitraryFacts, (facts) => {
      const { reason } = rule(facts);
      expect([reason, sensedOutcomeOfReason(reason)]).toEqual([reason, toldByRuling(facts)]);
    }),
    { numRuns: 500 },
  );
});

function toldByRuling(facts: Facts): SensedOutcome {
  for (const effect of rule(facts).effects) {
    if (effect.kind !== 'alarm') continue;
    if (effect.alarm === 'fever-suspected') return 'suspected';
    if (effect.alarm === 'fever-confirmed') return 'confirmed';
  }
  const line = linesOf(facts).find(({ rule: name }) => name === screening.name);
  return line?.result === 'passed' ? 'accepted' : 'other';
}
