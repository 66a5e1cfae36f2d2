import { EMPTY_STATE, stateKey } from '#core/rules/household-state.js';
import type { FoundPass, LedgerState, StateChange } from './ledger-store.js';

const NEW: LedgerState = { state: EMPTY_STATE, lastEntry: 0 };
const SEPARATOR = ':';

/** The states of a batch: as the ledger has them, and as the entries before in the batch have changed them. */
export class BatchStates {
  readonly #changed = new Map<string, StateChange>();

  of(found: FoundPass | null): LedgerState {
    if (found === null) return NEW;
    return this.#changed.get(placeOf(found.pass.compound, stateKey(found.pass))) ?? found;
  }

  put(change: StateChange): void {
    this.#changed.set(placeOf(change.compound, change.key), change);
  }

  changes(): readonly StateChange[] {
    return [...this.#changed.values()];
  }
}

/** A compound's id has no colon, so two states never share a place. */
export function placeOf(compound: string, key: string): string {
  return compound + SEPARATOR + key;
}
