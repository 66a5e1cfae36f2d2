import { applyEffects, type Occasion } from '#core/rules/apply-effects.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { Effect } from '#core/rules/rule.js';
import type { AmendmentChange } from './amendment-change.js';

/**
 * One row of the ledger that is about a household: an entry with the effects of its verdict, or an amendment with its
 * change. `entry` names the entry it is or is about, whatever the caller names entries by; `now` is the trusted time of
 * the presentation or of the amendment.
 */
export type HistoryStep = Occasion & { readonly entry: string } & (
    | { readonly kind: 'entry'; readonly effects: readonly Effect[] }
    | { readonly kind: 'amendment'; readonly change: AmendmentChange }
  );

/**
 * The state of a household after its rows, in the order of the ledger: the same as the service kept while they came in,
 * with every amendment taken into account. `start` is the state before the first of them.
 */
export function foldHistory(
  history: readonly HistoryStep[],
  start: HouseholdState = EMPTY_STATE,
): HouseholdState {
  const amended = amendedEntries(history);
  const effects = effectsOfSteps(history);
  return history.reduce((state, step, index) => {
    return applyEffects(state, inForce(effects[index] ?? [], amended.get(step.entry)), step);
  }, start);
}

/** What the amendments of one entry say of all its effects; the last word counts. */
interface Amended {
  readonly isVoid: boolean;
  readonly charged: boolean | null;
}

function amendedEntries(history: readonly HistoryStep[]): ReadonlyMap<string, Amended> {
  const amended = new Map<string, Amended>();
  for (const step of history) {
    if (step.kind !== 'amendment') continue;
    const before = amended.get(step.entry) ?? { isVoid: false, charged: null };
    if (step.change.kind === 'void') amended.set(step.entry, { ...before, isVoid: true });
    if (step.change.kind === 'count') amended.set(step.entry, { ...before, charged: step.change.charged });
  }
  return amended;
}

/** The effects of each step in its place; what is only written down later stands behind the last step it belongs to. */
function effectsOfSteps(history: readonly HistoryStep[]): readonly (readonly Effect[])[] {
  const effects: (readonly Effect[])[] = [];
  const lastOf = new Map<string, number>();
  for (const [index, step] of history.entries()) {
    const isLate = step.kind === 'amendment' && step.change.kind === 'add' && step.change.place === 'then';
    const place = isLate ? (lastOf.get(step.entry) ?? index) : index;
    effects[index] = [];
    effects[place] = [...(effects[place] ?? []), ...effectsOf(step)];
    if (effectsOf(step).length > 0 || step.kind === 'entry') lastOf.set(step.entry, place);
  }
  return effects;
}

function effectsOf(step: HistoryStep): readonly Effect[] {
  if (step.kind === 'entry') return step.effects;
  return step.change.kind === 'add' ? step.change.effects : [];
}

function inForce(effects: readonly Effect[], amended: Amended | undefined): readonly Effect[] {
  if (amended === undefined) return effects;
  const { isVoid, charged } = amended;
  if (isVoid) return [];
  if (charged === null) return effects;
  return effects.map((effect) => (effect.kind === 'open-outing' ? { ...effect, charged } : effect));
}
