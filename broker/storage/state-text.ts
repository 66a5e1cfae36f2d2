import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';

/** Most households are at home and owe nothing. Their rows are half as long with this, and so are the pages to save. */
export const EMPTY_STATE_TEXT = '{}';

/** A state as a column holds it. */
export function stateText(state: HouseholdState): string {
  return state === EMPTY_STATE ? EMPTY_STATE_TEXT : JSON.stringify(state);
}

/** The state that a column holds. */
export function stateOfText(text: string): HouseholdState {
  return text === EMPTY_STATE_TEXT ? EMPTY_STATE : (JSON.parse(text) as HouseholdState);
}
