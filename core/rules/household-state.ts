import type { Pass } from '#core/pass/pass.js';
import type { PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

/** Someone who was let out and has not come back. */
export interface Outing {
  readonly pass: PassId | null;
  readonly since: Instant;
  /** Whether it used up the household's quota. */
  readonly charged: boolean;
}

/** What the screening of one pass remembers between its presentations. */
export interface ScreeningMemory {
  /** When the first reading at or above the threshold was seen; null when nothing is suspected. */
  readonly suspectedAt: Instant | null;
  /** How many implausible readings came in a row. */
  readonly implausible: number;
}

/** A one-off exception that has let the household out. */
export interface UsedException {
  readonly exception: string;
  readonly at: Instant;
}

/**
 * Everything about a household that changes by passing a gate. A pass without a household has a state of its own.
 * It is a plain JSON document: the ledger stores it, the book carries it, the rulebook reads it.
 */
export interface HouseholdState {
  readonly outings: readonly Outing[];
  /** Instants of charged outings, oldest first; those too old for any quota are dropped. */
  readonly charges: readonly Instant[];
  readonly screening: Readonly<Record<PassId, ScreeningMemory>>;
  /** Left out while there is none; those that must have expired are dropped. */
  readonly usedExceptions?: readonly UsedException[];
}

export const EMPTY_STATE: HouseholdState = { outings: [], charges: [], screening: {} };

const NOTHING_REMEMBERED: ScreeningMemory = { suspectedAt: null, implausible: 0 };

export function screeningOf(state: HouseholdState, pass: PassId): ScreeningMemory {
  return Object.hasOwn(state.screening, pass)
    ? (state.screening[pass] ?? NOTHING_REMEMBERED)
    : NOTHING_REMEMBERED;
}

/**
 * The outing that ends when the pass goes in: its own; for a pass of the residents otherwise a counted one, or the
 * oldest, because any member may carry the household's pass. Visitors and services end only their own. Null: none.
 */
export function outingClosedBy(state: HouseholdState, pass: Pick<Pass, 'id' | 'kind'> | null): Outing | null {
  const own = state.outings.find((outing) => outing.pass === (pass?.id ?? null));
  if (own !== undefined) return own;
  if (pass?.kind === 'visitor' || pass?.kind === 'service') return null;
  return state.outings.find((outing) => outing.charged) ?? state.outings[0] ?? null;
}

/** The key under which the state of a pass is kept: its household, or the pass itself. */
export function stateKey(pass: Pass): string {
  return pass.household ?? `pass:${pass.id}`;
}
