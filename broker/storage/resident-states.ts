import { Line } from '#core/line.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import type { LedgerState, StateChange } from '../ledger/ledger-store.js';

/** How many states are kept in memory; the oldest of those that are saved make room. */
interface Room {
  readonly capacity: number;
}

/** Places looked at to make room, so that many unsaved states never make one entry wait. */
const LOOK_AT = 8;

/** A state in its place; the place stays, what stands in it changes. */
interface ResidentState {
  readonly compound: CompoundId;
  readonly key: string;
  state: LedgerState['state'];
  lastEntry: number;
  isSaved: boolean;
}

/**
 * The states of households as the entries that are committed have left them. They are saved later, many at once and in the
 * order of their keys, because each one saved with its entry would cost as much as the entry: until then the ledger itself
 * tells them, and a start reads them back from it.
 */
export class ResidentStates {
  readonly #room: Room;
  readonly #compounds = new Map<CompoundId, Map<string, ResidentState>>();
  /** Every place, the oldest first. */
  readonly #line = new Line<ResidentState>();
  #unsaved: ResidentState[] = [];
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
  find(compound: CompoundId, key: string): LedgerState | undefined {
    return this.#compounds.get(compound)?.get(key);
  }

  /** A state as it was read from the database. One in memory is newer. */
  read(state: StateChange): void {
    if (this.find(state.compound, state.key) === undefined) this.#add(state, true);
  }

  /** A state that an entry, now committed, has changed. */
  changed(change: StateChange): void {
    const place = this.#compounds.get(change.compound)?.get(change.key) ?? this.#add(change, true);
    place.state = shared(change.state);
    place.lastEntry = change.lastEntry;
    if (!place.isSaved) return;
    place.isSaved = false;
    this.#unsaved.push(place);
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
      const place = this.#compounds.get(compound)?.get(key);
      if (place?.lastEntry === lastEntry) place.isSaved = true;
    }
    this.#unsaved = this.#unsaved.filter(({ isSaved }) => !isSaved);
  }

  /** The states of the compound are no more. */
  forget(compound: CompoundId): void {
    this.#size -= this.#compounds.get(compound)?.size ?? 0;
    this.#compounds.delete(compound);
    for (let left = this.#line.length; left > 0; left -= 1) {
      const place = this.#line.take();
      if (place !== undefined && place.compound !== compound) this.#line.add(place);
    }
    this.#unsaved = this.#unsaved.filter((place) => place.compound !== compound);
  }

  #add({ compound, key, state, lastEntry }: StateChange, isSaved: boolean): ResidentState {
    this.#makeRoom();
    const places = this.#compounds.get(compound) ?? new Map<string, ResidentState>();
    this.#compounds.set(compound, places);
    const place = { compound, key, state: shared(state), lastEntry, isSaved };
    places.set(key, place);
    this.#line.add(place);
    this.#size += 1;
    return place;
  }

  /** What is not saved goes to the end of the line, so that the next look begins behind it. */
  #makeRoom(): void {
    for (let looked = 0; looked < LOOK_AT && this.#size >= this.#room.capacity; looked += 1) {
      const oldest = this.#line.take();
      if (oldest === undefined) return;
      if (!oldest.isSaved) this.#line.add(oldest);
      else if (this.#compounds.get(oldest.compound)?.delete(oldest.key) === true) this.#size -= 1;
    }
  }
}

/** Most households are at home and owe nothing: they share one state instead of having 200 bytes each. */
function shared(state: LedgerState['state']): LedgerState['state'] {
  const { outings, charges, screening, usedExceptions } = state;
  if (outings.length > 0 || charges.length > 0 || usedExceptions !== undefined) return state;
  for (const pass in screening) if (Object.hasOwn(screening, pass)) return state;
  return EMPTY_STATE;
}

function byPlace(one: StateChange, other: StateChange): number {
  if (one.compound !== other.compound) return one.compound < other.compound ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}
