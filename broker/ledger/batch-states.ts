import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { FoundPass, LedgerState } from './ledger-store.js';
import { DecidedState, type StateSlot } from './state-slot.js';

const NEW: LedgerState = { state: EMPTY_STATE, lastEntry: 0 };

/** The states of a batch: as the ledger has them, and as the entries before in the batch have changed them. */
export class BatchStates {
  readonly #changes: DecidedState[] = [];

  of(found: FoundPass | null): LedgerState {
    return found === null ? NEW : found.slot.current;
  }

  put(slot: StateSlot, next: LedgerState): void {
    const { decided } = slot;
    if (decided?.batch === this) {
      decided.state = next.state;
      decided.lastEntry = next.lastEntry;
    } else {
      this.#changes.push(new DecidedState(slot, this, next));
    }
  }

  changes(): readonly DecidedState[] {
    return this.#changes;
  }

  /** Nothing of it will be written. */
  withdraw(): void {
    for (const change of this.#changes) change.end();
  }
}
