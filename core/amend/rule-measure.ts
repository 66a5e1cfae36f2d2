import { verdictOf, type Reason } from '#core/rules/reasons.js';
import type { Effect, Facts } from '#core/rules/rule.js';
import { rule } from '#core/rules/rulebook.js';
import { screening } from '#core/rules/screening.js';
import type { Instant } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';
import type { Verdict } from '#core/wire/parts.js';

/** What a temperature taken by hand says about its entry. */
export interface MeasureRuling {
  /** Null where the temperature is in order and the entry had been decided by something else: that stands. */
  readonly decided: { readonly verdict: Verdict; readonly reason: Reason } | null;
  readonly nextAt: Instant | null;
  readonly effects: readonly Effect[];
}

interface Measure {
  readonly reading: Reading;
  readonly at: Instant;
  /** The person has passed the gate already, so nothing but the temperature is still to be judged. */
  readonly isLetThrough: boolean;
}

/** The reasons with which it was the temperature that kept the gate from deciding. */
const WAITING_FOR_TEMPERATURE: readonly string[] = [
  'reading-missing',
  'reading-stale',
  'reading-implausible',
  'fever-suspected',
  'fever-confirmed',
  'cannot-measure',
] satisfies Reason[];

/**
 * Screens again with the value taken by hand. Where the gate waited for nothing else, the whole rulebook is asked, so that
 * the person can go; where something else had decided, that stands, and only the suspicion of fever changes.
 */
export function ruleMeasure(
  measure: Measure,
  entry: { readonly facts: Facts; readonly reason: string },
): MeasureRuling {
  const { reading, at, isLetThrough } = measure;
  const presentation = { ...entry.facts.presentation, reading };
  const facts: Facts = { ...entry.facts, presentation, now: at };
  if (WAITING_FOR_TEMPERATURE.includes(entry.reason) && !isLetThrough) {
    const { verdict, reason, nextAt, effects } = rule(facts);
    return { decided: { verdict, reason }, nextAt, effects };
  }
  return screenedOnly(facts);
}

/** Who has passed the gate has moved already: a fever found afterwards closes no outing a second time. */
function screenedOnly(facts: Facts): MeasureRuling {
  const { reason, effects = [] } = screening.check(facts);
  return {
    decided: reason === undefined ? null : { verdict: verdictOf(reason), reason },
    nextAt: null,
    effects: effects.filter(({ kind }) => kind !== 'close-outing'),
  };
}
