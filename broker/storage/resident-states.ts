import type { CompoundId } from '#core/units/ids.js';
import type { LedgerState, StateChange } from '../ledger/ledger-store.js';

/** States kept in memory; the oldest of those that are saved make room. */
const KEPT = 100_000;
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
  readonly #capacity: number;
  readonly #compounds = new Map<CompoundId, Map<string, ResidentState>>();
  #unsaved: ResidentState[] = [];
  #size = 0;

  constructor(capacity = KEPT) {
    this.#capacity = capacity;
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
    place.state = change.state;
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
    this.#unsaved = this.#unsaved.filter((place) => place.compound !== compound);
  }

  #add({ compound, key, state, lastEntry }: StateChange, isSaved: boolean): ResidentState {
    this.#makeRoom();
    const places = this.#compounds.get(compound) ?? new Map<string, ResidentState>();
    this.#compounds.set(compound, places);
    const place = { compound, key, state, lastEntry, isSaved };
    places.set(key, place);
    this.#size += 1;
    return place;
  }

  /** In the compound that has most. What is not saved goes to the end of the line, so that the next look begins behind it. */
  #makeRoom(): void {
    for (let looked = 0; looked < LOOK_AT && this.#size >= this.#capacity; looked += 1) {
      const places = this.#largest();
      const [oldest] = places.values();
      if (oldest === undefined) return;
      places.delete(oldest.key);
      if (oldest.isSaved) this.#size -= 1;
      else places.set(oldest.key, oldest);
    }
  }

  #largest(): Map<string, ResidentState> {
    let largest = new Map<string, ResidentState>();
    for (const places of this.#compounds.values()) if (places.size > largest.size) largest = places;
    return largest;
  }
}

function byPlace(one: StateChange, other: StateChange): number {
  if (one.compound !== other.compound) return one.compound < other.compound ? -1 : 1;
  return one.key < other.key ? -1 : 1;
}
