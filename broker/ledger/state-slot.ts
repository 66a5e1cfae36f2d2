import type { HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import type { LedgerState, StateChange } from './ledger-store.js';

/**
 * Where the state of a household stands, or of a pass without one. What is decided and not yet written stands on top of
 * what is committed, for those who decide; nobody else sees it.
 */
export class StateSlot implements StateChange {
  readonly compound: CompoundId;
  readonly key: string;
  /** As the committed entries have left it. */
  state: HouseholdState;
  lastEntry: number;
  /** What was decided last, while it is not written. */
  decided: DecidedState | null = null;

  constructor({ compound, key, state, lastEntry }: StateChange) {
    this.compound = compound;
    this.key = key;
    this.state = state;
    this.lastEntry = lastEntry;
  }

  /** As the next decision must see it. */
  get current(): LedgerState {
    return this.decided ?? this;
  }
}

/** What the entries of one batch have made of a state. */
export class DecidedState implements StateChange {
  readonly slot: StateSlot;
  /** Whose it is. */
  readonly batch: object;
  state: HouseholdState;
  lastEntry: number;
  /** What another batch had decided, if that was not written then. */
  #before: DecidedState | null;
  #isOver = false;

  constructor(slot: StateSlot, batch: object, { state, lastEntry }: LedgerState) {
    this.slot = slot;
    this.batch = batch;
    this.state = state;
    this.lastEntry = lastEntry;
    this.#before = slot.decided;
    slot.decided = this;
  }

  get compound(): CompoundId {
    return this.slot.compound;
  }

  get key(): string {
    return this.slot.key;
  }

  /** It is committed, or was withdrawn because its batch will not be: what is left of the batch before it counts again. */
  end(): void {
    const before = this.#before;
    if (this.slot.decided === this) this.slot.decided = before === null || before.#isOver ? null : before;
    this.#isOver = true;
    this.#before = null;
  }
}
