import type { Reason } from '#core/rules/reasons.js';
import type { HouseholdId } from '#core/units/ids.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { Credential, EmergencyReason, Reading } from '#core/wire/entry.js';
import type { Direction, Verdict } from '#core/wire/parts.js';

/** Spans the lane machine works with, in milliseconds. */
export interface LaneTimes {
  /** How long a scan waits for its reading and a reading for its scan. */
  readonly pairing: Milliseconds;
  /** The same code again within this span of when it was last seen is one scan, however long it is held there. */
  readonly debounce: Milliseconds;
  /** How long a lane that saw two people must be quiet before it pairs again. */
  readonly settle: Milliseconds;
  readonly showAllow: Milliseconds;
  readonly showDeny: Milliseconds;
  readonly showOther: Milliseconds;
}

export const DEFAULT_LANE_TIMES: LaneTimes = {
  pairing: 15 * SECOND,
  debounce: 3 * SECOND,
  settle: 3 * SECOND,
  showAllow: 3 * SECOND,
  showDeny: 6 * SECOND,
  showOther: 60 * SECOND,
};

/** What the lane has of the person in front of it. */
export type Collecting =
  | { readonly kind: 'idle' }
  | { readonly kind: 'scanned'; readonly credential: Credential; readonly at: Instant }
  | { readonly kind: 'measured'; readonly reading: Reading; readonly at: Instant }
  /** Two people were seen at once: nothing is paired until the lane has been quiet. */
  | { readonly kind: 'unsettled'; readonly until: Instant };

/** A verdict as the duty worker sees it. */
export interface ShownVerdict {
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly nextAt: Instant | null;
  readonly household: HouseholdId | null;
}

export type Showing =
  | { readonly kind: 'ready' }
  | { readonly kind: 'deciding'; readonly presentation: number; readonly since: Instant }
  | {
      readonly kind: 'shown';
      readonly presentation: number;
      readonly verdict: ShownVerdict;
      readonly until: Instant;
    };

export interface RecentScan {
  readonly credential: Credential;
  readonly at: Instant;
}

/** The whole state of a lane; plain data, so that it can be logged, compared and shown. */
export interface LaneState {
  readonly direction: Direction;
  readonly collecting: Collecting;
  readonly showing: Showing;
  /** Fever and fault stay here until the duty worker acknowledges them, so that the lane can go on. */
  readonly held: readonly ShownVerdict[];
  /** What was scanned within the last `debounce`, each with the time it was last seen. */
  readonly recentScans: readonly RecentScan[];
  readonly presentations: number;
}

export type LaneInput =
  | { readonly kind: 'scan'; readonly credential: Credential; readonly at: Instant }
  | { readonly kind: 'reading'; readonly reading: Reading; readonly at: Instant }
  | { readonly kind: 'emergency'; readonly why: EmergencyReason; readonly at: Instant }
  /** A decision for one presentation; `late` ones are recorded but never shown. */
  | {
      readonly kind: 'verdict';
      readonly presentation: number;
      readonly verdict: ShownVerdict;
      readonly at: Instant;
    }
  | { readonly kind: 'acknowledge'; readonly at: Instant }
  | { readonly kind: 'turn'; readonly direction: Direction; readonly at: Instant }
  | { readonly kind: 'tick'; readonly at: Instant };

/** One presentation that must become an entry. `local` is set where the lane itself had to ask for a retake. */
export interface LanePresentation {
  readonly number: number;
  readonly at: Instant;
  readonly direction: Direction;
  readonly credential: Credential;
  readonly reading: Reading | null;
  readonly emergency: EmergencyReason | null;
  readonly local: 'pair-ambiguous' | null;
}

export type LaneOutput =
  | { readonly kind: 'present'; readonly presentation: LanePresentation }
  | { readonly kind: 'discarded'; readonly what: 'scan' | 'reading'; readonly why: DiscardReason };

/** Why an input led to no entry; counted and shown in health. */
export type DiscardReason = 'repeated' | 'unpaired' | 'unsettled';

export interface LaneStep {
  readonly state: LaneState;
  readonly outputs: readonly LaneOutput[];
}

export function initialLane(direction: Direction): LaneState {
  return {
    direction,
    collecting: { kind: 'idle' },
    showing: { kind: 'ready' },
    held: [],
    recentScans: [],
    presentations: 0,
  };
}
