import type { Pass, PassKind } from '#core/pass/pass.js';
import { DEFAULT_POLICY_RULES, type Policy, type PolicyRules } from '#core/policy/policy.js';
import { applyEffects } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import { passOf, type Facts, type Presentation } from '#core/rules/rule.js';
import { rule, type Ruling } from '#core/rules/rulebook.js';
import { traceLines, type TraceLine } from '#core/rules/trace.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { compoundId, householdId, passId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';

export const COMPOUND = compoundId('sunny-garden');
export const SHANGHAI = new ZonedCalendar('Asia/Shanghai');

/** Monday 4 April 2022, 10:00 in Shanghai. */
export const MONDAY = Date.UTC(2022, 3, 4, 2);

export function aPass(change: Partial<Pass> & { readonly kind?: PassKind } = {}): Pass {
  const kind = change.kind ?? 'purchase';
  return {
    id: passId(`p-${kind}`),
    kind,
    compound: COMPOUND,
    household: householdId('3-2-501'),
    resident: null,
    notBefore: 0,
    expires: null,
    revoked: false,
    weekdays: null,
    hours: null,
    ...change,
  };
}

export function aReading(at: Instant, change: Partial<Reading> = {}): Reading {
  return {
    bodyC: 36.5,
    objectC: 34.1,
    ambientC: 21.3,
    correctionC: 2.4,
    site: 'forehead',
    device: 'gy-614v3',
    method: 'infrared',
    at,
    ...change,
  };
}

export function aPolicy(change: Partial<PolicyRules> = {}): Policy {
  return { version: 1, ...DEFAULT_POLICY_RULES, ...change };
}

/** Somebody going out with a good purchase pass and a good reading. */
export function someFacts(change: Partial<Facts> & { presented?: Partial<Presentation> } = {}): Facts {
  const { presented = {}, ...rest } = change;
  const now = change.now ?? MONDAY;
  return {
    presentation: { direction: 'out', purpose: null, reading: aReading(now), ...presented },
    compound: COMPOUND,
    calendar: SHANGHAI,
    credential: { kind: 'pass', pass: aPass() },
    restrictions: { householdSealed: false, buildingSealed: false, personIsolated: false },
    policy: aPolicy(),
    state: EMPTY_STATE,
    now,
    ...rest,
  };
}

/** The same presentation at another time, measured anew. */
export function laterFacts(facts: Facts, now: Instant): Facts {
  const { reading } = facts.presentation;
  const measured = reading === null ? null : { ...reading, at: now };
  return { ...facts, now, presentation: { ...facts.presentation, reading: measured } };
}

/** What the rulebook answers to "why?". */
export function linesOf(facts: Facts): TraceLine[] {
  return traceLines(rule(facts).trace, passOf(facts)?.id ?? null);
}

export interface Decided {
  readonly ruling: Ruling;
  readonly state: HouseholdState;
}

/** Asks the rulebook and applies what follows, as gate and service do. */
export function decide(facts: Facts): Decided {
  const ruling = rule(facts);
  const pass = facts.credential.kind === 'pass' ? facts.credential.pass : null;
  return { ruling, state: applyEffects(facts.state, ruling.effects, { pass, now: facts.now }) };
}
