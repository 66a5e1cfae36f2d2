import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SensedOutcome } from '#core/measure/device-memory.js';
import { sensedOutcomeOfReason } from '#core/measure/sensed-outcome.js';
import { rule, type Ruling } from '#core/rules/rulebook.js';
import { screening } from '#core/rules/screening.js';
import { arbitraryFacts } from '../rules/arbitrary-facts.js';

it('tells by the reason alone what the whole ruling tells', () => {
  fc.assert(
    fc.property(arbitraryFacts, (facts) => {
      const ruling = rule(facts);
      expect([ruling.reason, sensedOutcomeOfReason(ruling.reason)]).toEqual([
        ruling.reason,
        toldByRuling(ruling),
      ]);
    }),
    { numRuns: 500 },
  );
});

function toldByRuling({ effects, trace }: Ruling): SensedOutcome {
  for (const effect of effects) {
    if (effect.kind !== 'alarm') continue;
    if (effect.alarm === 'fever-suspected') return 'suspected';
    if (effect.alarm === 'fever-confirmed') return 'confirmed';
  }
  const line = trace.find(({ rule: name }) => name === screening.name);
  return line?.result === 'passed' ? 'accepted' : 'other';
}
