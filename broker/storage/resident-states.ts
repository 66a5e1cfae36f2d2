import { Line } from '#core/line.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import type { StateChange } from '../ledger/ledger-store.js';
import { StateSlot, type DecidedState } from '../ledger/state-slot.js';

/** How many states are kept in memory; the oldest of those that are saved make room. */
interface Room {
  readonly capacity: number;
}

/** Places looked at to make room, so that many unsaved states never make one entry wait. */
const LOOK_AT = 8;

/** A state in memory. */
export class ResidentSlot extends StateSlot {
  isSaved = true;
  /** False once it has made room: another may stand for the household then. */
  isResident = true;

  /** Whether the database has all there is to know of it. */
  get mayGo(): boolean {
    return this.isSaved && this.decided === null;
  }
}

/**
 * The states of households as the entries that are committed have left them. They are saved later, many at once and in the
 * order of their keys, because each one saved with its entry would cost as much as the entry: until then the ledger itself
 * tells them, and a start reads them back from it.
 */
export class ResidentStates {
  readonly #room: Room;
  readonly #compounds = new Map<CompoundId, Map<string, ResidentSlot>>();
  /** Every slot, the oldest first. */
  readonly #line = new Line<ResidentSlot>();
  #unsaved: ResidentSlot[] = [];
  #size = 0;

  /** @param room may grow and shrink */
  constructor(room: Room) {
    this.#room = room;
  }

  get unsaved(): number {
    return this.#unsaved.length;
  }

  /** How many states are in memory. */
  get size(): number {
    return this.#size;
  }

  /** The state as it stands now; what is read from it later may be newer. */
  find(compound: CompoundId, key: string): ResidentSlot | undefined {
    return this.#compounds.get(compound)?.get(key);
  }

  /** Where the state is, as it was read from the database. One in memory is newer. */
  read(state: StateChange): ResidentSlot {
    return this.find(state.compound, state.key) ?? this.#add(state);
  }

  /** A state that what is committed has changed. */
  changed(change: StateChange): void {
    this.#take(this.find(change.compound, change.key) ?? this.#add(change), change);
  }

  /** A decided state is committed. */
  written(change: DecidedState): void {
    const { slot } = change;
    if (slot instanceof ResidentSlot && slot.isResident) this.#take(slot, change);
    else this.changed(change);
    change.end();
  }

  /** All states that are not saved now, in the order in which the database keeps them. */
  toSave(): readonly StateChange[] {
    return this.#unsaved
      .map(({ compound, key, state, lastEntry }) => ({ compound, key, state, lastEntry }))
      .sort(byPlace);
  }

  /** These states are in the database; one that was changed meanwhile stays to be saved again. */
  saved(states: readonly StateChange[]): void {
    for (const { compound, key, lastEntry } of states) {
      const slot = this.find(compound, key);
      if (slot?.lastEntry === lastEntry) slot.isSaved = true;
    }
    this.#unsaved = this.#unsaved.filter(({ isSaved }) => !isSaved);
  }

  /** The states of the compound are no more. */
  forget(compound: CompoundId): void {
    this.#size -= this.#compounds.get(compound)?.size ?? 0;
    this.#compounds.delete(compound);
    for (let left = this.#line.length; left > 0; left -= 1) {
      const slot = this.#line.take();
      if (slot === undefined) continue;
      if (slot.compound === compound) slot.isResident = false;
      else this.#line.add(slot);
    }
    this.#unsaved = this.#unsaved.filter((slot) => slot.compound !== compound);
  }

  #take(slot: ResidentSlot, { state, lastEntry }: StateChange): void {
    slot.state = shared(state);
    slot.lastEntry = lastEntry;
    if (!slot.isSaved) return;
    slot.isSaved = false;
    this.#unsaved.push(slot);
  }

  #add(change: StateChange): ResidentSlot {
    this.#makeRoom();
    const { compound, key } = change;
    const slots = this.#compounds.get(compound) ?? new Map<string, ResidentSlot>();
    this.#compounds.set(compound, slots);
    const slot = new ResidentSlot({ ...change, state: shared(change.state) });
    slots.set(key, slot);
    this.#line.add(slot);
    this.#size += 1;
    return slot;
  }

  /** What must stay goes to the end of the line, so that the next look begins behind it. */
  #makeRoom(): void {
    for (let looked = 0; looked < LOOK_AT && this.#size >= this.#room.capacity; looked += 1) {
      const oldest = this.#line.take();
      if (oldest === undefined) return;
      if (oldest.mayGo) this.#remove(oldest);
      else this.#line.add(oldest);
    }
  }

  #remove(slot: ResidentSlot): void {
    slot.isResident = false;
    if (this.#compounds.get(slot.compound)?.delete(slot.key) === true) this.#size -= 1;
  }
}

/** Most households are at home and owe nothing: they share one state instead of having 200 bytes each. */
function shared(state: HouseholdState): HouseholdState {
  const { outings, charges, screening, usedExceptions } = state;
  if (outings.length > 0 || charges.length > 0 || usedExceptions !== undefined) return state;
  for (const pass in screening) if (Object.hasOwn(screening, pass)) return state;
  return EMPTY_STATE;
}

function byPlace(one: StateChange, other: StateChange): number {
  if (one.compound !== other.compound) return one.compound < other.compound ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}
