import { canonicalJson } from '#core/canonical-json.js';
import type { Json } from '#core/json.js';
import { forgetCharges } from '#core/rules/forget-charges.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import { stateOfText } from '../storage/state-text.js';
import type { CheckTools } from './check-tools.js';
import type { RowPlace } from './finding.js';
import type { ReplayedState } from './state-range.js';

type CompareTools = Pick<CheckTools, 'frame' | 'findings'>;

/** Compares the saved state with the replayed one at the entry up to which it was saved, and forgets what was saved. */
export function compareState(known: ReplayedState, { frame, findings }: CompareTools): void {
  const { saved } = known;
  known.saved = null;
  known.isCompared = true;
  if (saved === null) return;
  const before = frame.erased(known.compound).chargesFrom;
  const state = readState(saved.state);
  if (state === null) {
    findings.breakage(placeOf(known), 'state', 'it can not be read');
    return;
  }
  if (textOf(forgetCharges(state, before)) === textOf(forgetCharges(known.state, before))) return;
  const problem = `it is ${saved.state}, a replay of the ledger gives ${textOf(known.state)}`;
  findings.breakage(placeOf(known), 'state', problem);
}

/** What is left to say of a household when all its entries have been replayed. */
export function tellUncompared(known: ReplayedState, { frame, findings }: CompareTools): void {
  const place = placeOf(known);
  if (known.saved !== null) {
    const problem = `its last entry ${known.saved.lastEntry} is not in the ledger, or is not an entry of this household`;
    findings.breakage(place, 'last_entry', problem);
    return;
  }
  const { firstUnsaved } = known;
  if (firstUnsaved !== null && firstUnsaved <= frame.mark) {
    const problem = known.hasSaved ? 'it stops before' : 'there is no state, but';
    findings.breakage(place, 'last_entry', `${problem} entry ${firstUnsaved}`);
  }
}

function placeOf({ compound, key }: ReplayedState): RowPlace {
  return { table: 'household_states', compound, key };
}

/** Null when the text is no state. */
export function readState(text: string): HouseholdState | null {
  try {
    const state = stateOfText(text) as Partial<HouseholdState> | null;
    if (!Array.isArray(state?.outings) || !Array.isArray(state.charges)) return null;
    return typeof state.screening === 'object' ? (state as HouseholdState) : null;
  } catch {
    return null;
  }
}

function textOf(state: HouseholdState): string {
  return canonicalJson(state as unknown as Json);
}
