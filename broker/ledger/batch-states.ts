import { EMPTY_STATE, stateKey } from '#core/rules/household-state.js';
import type { FoundPass, LedgerState, StateChange } from './ledger-store.js';
import { StateMap } from './state-map.js';

const NEW: LedgerState = { state: EMPTY_STATE, lastEntry: 0 };

/** The states of a batch: as the ledger has them, and as the entries before in the batch have changed them. */
export class BatchStates {
  readonly #changed = new StateMap<StateChange>();

  of(found: FoundPass | null): LedgerState {
    if (found === null) return NEW;
    return this.#changed.get(found.pass.compound, stateKey(found.pass)) ?? found;
  }

  put(change: StateChange): void {
    this.#changed.set(change.compound, change.key, change);
  }

  changes(): readonly StateChange[] {
    return this.#changed.values();
  }
}
