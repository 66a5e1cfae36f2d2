import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { CredentialFinding, Pass } from '#core/pass/pass.js';
import type { Policy } from '#core/policy/policy.js';
import type { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Entry } from '#core/wire/entry.js';
import type { HouseholdState } from './household-state.js';
import type { Reason } from './reasons.js';
import type { Words } from './words.js';

/** The part of an entry the rules look at. */
export type Presentation = Pick<Entry, 'direction' | 'purpose' | 'emergency' | 'reading'>;

/** Seals and isolation that hold for the household and the person of the pass. */
export interface Restrictions {
  readonly householdSealed: boolean;
  readonly buildingSealed: boolean;
  readonly personIsolated: boolean;
}

/** Everything the rulebook may know. `now` is the trusted time of the presentation. */
export interface Facts {
  readonly presentation: Presentation;
  readonly compound: CompoundId;
  readonly calendar: ZonedCalendar;
  readonly credential: CredentialFinding;
  readonly restrictions: Restrictions;
  /** The household's one-off exceptions, used or not; left out when it has none. */
  readonly exceptions?: readonly OneOffException[];
  readonly policy: Policy;
  readonly state: HouseholdState;
  readonly now: Instant;
}

/** A change that follows from a verdict; applied to the household's state, or raised as an alarm. */
export type Effect =
  | { readonly kind: 'open-outing'; readonly charged: boolean }
  | { readonly kind: 'close-outing' }
  | { readonly kind: 'suspect-fever' }
  | { readonly kind: 'clear-suspicion' }
  | { readonly kind: 'count-implausible' }
  | { readonly kind: 'reset-implausible' }
  | { readonly kind: 'use-exception'; readonly exception: string }
  | { readonly kind: 'alarm'; readonly alarm: AlarmKind };

export type AlarmKind = 'emergency' | 'fever-suspected' | 'fever-confirmed' | 'isolation-breach';

/**
 * What one rule found: a readable value, and the reason when the rule objects (or is the last word). What a rule finds of
 * nearly everybody is a constant, or a phrase that is not put together before somebody reads it.
 */
export interface RuleFinding {
  /** `THE_PASS` in it stands for the id of the pass. */
  readonly value: Words;
  readonly reason?: Reason;
  readonly effects?: readonly Effect[];
}

/** One rule: a name for the trace and a pure function. The first rule with a reason ends the rulebook. */
export interface Rule {
  readonly name: string;
  /** What the rule is about, for people. */
  readonly title: Words;
  readonly check: (facts: Facts) => RuleFinding;
  /**
   * For a rule that objects to the time: the first later instant at which it no longer does, everything else being the
   * same; null when time alone never changes its mind.
   */
  readonly opensAt?: (facts: Facts) => Instant | null;
}

/** The pass of the facts, or null when the credential led to none. */
export function passOf(facts: Facts): Pass | null {
  return facts.credential.kind === 'pass' ? facts.credential.pass : null;
}

export function isGoingOut(facts: Facts): boolean {
  return facts.presentation.direction === 'out';
}
