import type { Pass } from '#core/pass/pass.js';
import { DAY, type Instant } from '#core/units/instant.js';
import {
  outingClosedBy,
  screeningOf,
  type HouseholdState,
  type Outing,
  type ScreeningMemory,
  type UsedException,
} from './household-state.js';
import type { Effect } from './rule.js';

/**
 * Longest quota a policy may have (60 days) plus a day of slack: older charges can never count again. It is longer than
 * the life of an exception too.
 */
const CHARGE_MEMORY = 61 * DAY;

/** Whose pass led to the effects, and the trusted time of the presentation. */
export interface Occasion {
  readonly pass: Pick<Pass, 'id' | 'kind'> | null;
  readonly now: Instant;
}

/** The household's state after the effects of a ruling. Alarms change no state. */
export function applyEffects(
  state: HouseholdState,
  effects: readonly Effect[],
  occasion: Occasion,
): HouseholdState {
  let current = state;
  for (const effect of effects) current = applyEffect(current, effect, occasion);
  return current;
}

function applyEffect(state: HouseholdState, effect: Effect, occasion: Occasion): HouseholdState {
  switch (effect.kind) {
    case 'open-outing':
      return withOuting(state, {
        pass: occasion.pass?.id ?? null,
        since: occasion.now,
        charged: effect.charged,
      });
    case 'close-outing':
      return withoutOuting(state, occasion.pass);
    case 'suspect-fever':
      return remembering(state, occasion, { suspectedAt: occasion.now });
    case 'clear-suspicion':
      return remembering(state, occasion, { suspectedAt: null });
    case 'count-implausible':
      return remembering(state, occasion, { implausible: implausibleSoFar(state, occasion) + 1 });
    case 'reset-implausible':
      return remembering(state, occasion, { implausible: 0 });
    case 'use-exception':
      return withUsed(state, { exception: effect.exception, at: occasion.now });
    case 'alarm':
      return state;
  }
}

/** Going out again without a recorded return renews the outing; an emergency leaves a counted one as it is. */
function withOuting(state: HouseholdState, outing: Outing): HouseholdState {
  const others = state.outings.filter((open) => open.pass !== outing.pass || open.charged !== outing.charged);
  const recent = state.charges.filter((charge) => charge > outing.since - CHARGE_MEMORY);
  return {
    ...state,
    outings: [...others, outing],
    charges: outing.charged ? withCharge(recent, outing.since) : recent,
  };
}

/** Nearly always the latest; only what a gate had kept comes late. */
function withCharge(charges: readonly Instant[], charge: Instant): readonly Instant[] {
  const all = [...charges, charge];
  return charge >= (charges.at(-1) ?? charge) ? all : all.sort((a, b) => a - b);
}

function withUsed(state: HouseholdState, used: UsedException): HouseholdState {
  const recent = state.usedExceptions?.filter(({ at }) => at > used.at - CHARGE_MEMORY) ?? [];
  const others = recent.filter(({ exception }) => exception !== used.exception);
  return { ...state, usedExceptions: [...others, used] };
}

function withoutOuting(state: HouseholdState, pass: Occasion['pass']): HouseholdState {
  const closing = outingClosedBy(state, pass);
  if (closing === null) return state;
  return { ...state, outings: state.outings.filter((outing) => outing !== closing) };
}

function implausibleSoFar(state: HouseholdState, occasion: Occasion): number {
  return occasion.pass === null ? 0 : screeningOf(state, occasion.pass.id).implausible;
}

function remembering(
  state: HouseholdState,
  occasion: Occasion,
  change: Partial<ScreeningMemory>,
): HouseholdState {
  if (occasion.pass === null) return state;
  const id = occasion.pass.id;
  const memory = { ...screeningOf(state, id), ...change };
  const others = Object.fromEntries(Object.entries(state.screening).filter(([pass]) => pass !== id));
  const isBlank = memory.suspectedAt === null && memory.implausible === 0;
  return { ...state, screening: isBlank ? others : { ...others, [id]: memory } };
}
