import type { LedgerState, StateChange } from '../ledger/ledger-store.js';
import { placeOf } from '../ledger/batch-states.js';

/** States kept in memory that are saved already; the oldest make room. */
const KEPT = 100_000;

/**
 * The states of households as the entries that are committed have left them. They are saved later, many at once and in the
 * order of their keys, because each one saved with its entry would cost as much as the entry: until then the ledger itself
 * tells them, and a start reads them back from it.
 */
export class ResidentStates {
  readonly #kept = new Map<string, StateChange>();
  readonly #unsaved = new Map<string, StateChange>();

  get unsaved(): number {
    return this.#unsaved.size;
  }

  find(compound: string, key: string): LedgerState | undefined {
    const place = placeOf(compound, key);
    return this.#unsaved.get(place) ?? this.#kept.get(place);
  }

  /** A state as it was read from the database. */
  read(state: StateChange): void {
    const place = placeOf(state.compound, state.key);
    if (!this.#unsaved.has(place)) this.#keep(place, state);
  }

  /** A state that an entry, now committed, has changed. */
  changed(state: StateChange): void {
    this.#unsaved.set(placeOf(state.compound, state.key), state);
  }

  /** The places of all states that are not saved now, in the order in which the database keeps them. */
  toSave(): string[] {
    return [...this.#unsaved.keys()].sort();
  }

  /** What there is to save at the places now. */
  at(places: readonly string[]): StateChange[] {
    return places.flatMap((place) => this.#unsaved.get(place) ?? []);
  }

  /** These states are in the database; one that was changed meanwhile stays to be saved again. */
  saved(states: readonly StateChange[]): void {
    for (const state of states) {
      const place = placeOf(state.compound, state.key);
      if (this.#unsaved.get(place)?.lastEntry !== state.lastEntry) continue;
      this.#unsaved.delete(place);
      this.#keep(place, state);
    }
  }

  /** The states of the compound are no more. */
  forget(compound: string): void {
    for (const states of [this.#kept, this.#unsaved]) {
      for (const [place, state] of states) if (state.compound === compound) states.delete(place);
    }
  }

  #keep(place: string, state: StateChange): void {
    this.#kept.delete(place);
    this.#kept.set(place, state);
    if (this.#kept.size <= KEPT) return;
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest);
      return;
    }
  }
}
