import type { Instant } from '#core/units/instant.js';
import type { HouseholdState } from './household-state.js';

/** The state without the counted outings from before an instant; everything else of it stays. */
export function forgetCharges(state: HouseholdState, before: Instant): HouseholdState {
  const charges = state.charges.filter((charge) => charge >= before);
  return charges.length === state.charges.length ? state : { ...state, charges };
}
