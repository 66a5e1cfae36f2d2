import type { Policy } from '#core/policy/policy.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import { screeningOf, type ScreeningMemory } from './household-state.js';
import type { Reason } from './reasons.js';
import { isGoingOut, passOf, type Effect, type Facts, type Rule, type RuleFinding } from './rule.js';

const NOTHING: ScreeningMemory = { suspectedAt: null, implausible: 0 };

/**
 * Temperature in both directions (DESIGN section 4, rule 3): a missing, stale or implausible reading is taken again,
 * a sensor outside its range cannot measure, and fever needs a second reading before it is confirmed.
 */
export const screening: Rule = {
  name: 'screening',
  check: (facts) => {
    const { reading } = facts.presentation;
    if (reading === null) return retake('none', 'reading-missing');
    const rules = facts.policy.screening;
    if (facts.now - reading.at > rules.staleAfterSeconds * SECOND)
      return retake(shown(reading), 'reading-stale');
    if (!canMeasure(reading, rules)) {
      return {
        value: `${shown(reading)}, ambient ${String(reading.ambientC)} °C`,
        decision: { reason: 'cannot-measure' },
      };
    }
    const pass = passOf(facts);
    const memory = pass === null ? NOTHING : screeningOf(facts.state, pass.id);
    if (!isPlausible(reading, rules)) return implausible(reading, memory, rules);
    return judged(reading, { facts, memory });
  },
};

function canMeasure(reading: Reading, rules: Policy['screening']): boolean {
  if (reading.method !== 'infrared' || reading.ambientC === null) return true;
  return reading.ambientC >= rules.ambientFromC && reading.ambientC <= rules.ambientToC;
}

function isPlausible(reading: Reading, rules: Policy['screening']): boolean {
  return reading.bodyC >= rules.plausibleFromC && reading.bodyC <= rules.plausibleToC;
}

function implausible(reading: Reading, memory: ScreeningMemory, rules: Policy['screening']): RuleFinding {
  const count = memory.implausible + 1;
  const value = `${shown(reading)}, implausible ${count} of ${rules.implausibleLimit}`;
  if (count < rules.implausibleLimit) {
    return { value, decision: { reason: 'reading-implausible' }, effects: [{ kind: 'count-implausible' }] };
  }
  return { value, decision: { reason: 'cannot-measure' }, effects: [{ kind: 'reset-implausible' }] };
}

function judged(reading: Reading, context: { facts: Facts; memory: ScreeningMemory }): RuleFinding {
  const { facts, memory } = context;
  const rules = facts.policy.screening;
  const threshold = rules.thresholdC[reading.site];
  const value = `${shown(reading)}, threshold ${threshold.toFixed(1)} °C`;
  const suspected =
    memory.suspectedAt !== null && facts.now - memory.suspectedAt <= rules.confirmWithinMinutes * MINUTE;
  const reset: readonly Effect[] = memory.implausible > 0 ? [{ kind: 'reset-implausible' }] : [];
  if (reading.bodyC < threshold) {
    return { value, effects: memory.suspectedAt === null ? reset : [...reset, { kind: 'clear-suspicion' }] };
  }
  return suspected ? confirmed(value, { facts, reset }) : suspicion(value, reset);
}

function suspicion(value: string, reset: readonly Effect[]): RuleFinding {
  return {
    value,
    decision: { reason: 'fever-suspected' },
    effects: [...reset, { kind: 'suspect-fever' }, { kind: 'alarm', alarm: 'fever-suspected' }],
  };
}

function confirmed(value: string, context: { facts: Facts; reset: readonly Effect[] }): RuleFinding {
  const closing: readonly Effect[] = isGoingOut(context.facts) ? [] : [{ kind: 'close-outing' }];
  return {
    value: `${value}, second time`,
    decision: { reason: 'fever-confirmed' },
    effects: [
      ...context.reset,
      { kind: 'suspect-fever' },
      ...closing,
      { kind: 'alarm', alarm: 'fever-confirmed' },
    ],
  };
}

function retake(value: string, reason: Reason): RuleFinding {
  return { value, decision: { reason } };
}

function shown(reading: Reading): string {
  return `${reading.bodyC.toFixed(1)} °C ${reading.site} ${reading.method}`;
}
