import { applyEffects } from '#core/rules/apply-effects.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import type { EntryRow } from '../storage/schema.js';
import { effectsOf } from './effects-code.js';

/** The key of the state a row has changed; null when it changed none, or it is erased whose. */
export function stateKeyOfRow({ household, pass }: Pick<EntryRow, 'household' | 'pass'>): string | null {
  if (pass === null) return null;
  return household ?? `pass:${pass}`;
}

/** The state after a row, told by the row alone. */
export function stateAfter(
  before: HouseholdState,
  { pass: id, effects: code, at }: Pick<EntryRow, 'pass' | 'effects' | 'at'>,
): HouseholdState {
  const { kind, effects } = effectsOf(code);
  const pass = id === null || kind === null ? null : { id, kind };
  return applyEffects(before, effects, { pass, now: at });
}
