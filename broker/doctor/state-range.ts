import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';

/** Whose state it is: a household, or a pass without one. */
export interface StatePlace {
  readonly compound: CompoundId;
  readonly key: string;
}

/** What is known of one state while its entries are replayed. */
export interface ReplayedState extends StatePlace {
  /** As the database has it; null when it has none, and once it was compared. */
  saved: { readonly state: string; readonly lastEntry: number } | null;
  hasSaved: boolean;
  isCompared: boolean;
  /** Whether entries of it were erased. */
  hasCheckpoint: boolean;
  state: HouseholdState;
  /** Its last entry so far; 0 before the first. */
  last: number;
  /** Its first entry behind the one up to which it was saved. */
  firstUnsaved: number | null;
}

/**
 * The states of a range of places, ordered by compound and key: at most so many that they fit into memory. When there are
 * more, the range is cut short, and the rest is left to the next one.
 */
export class StateRange {
  readonly from: StatePlace;
  readonly #most: number;
  readonly #states = new Map<string, ReplayedState>();
  #to: StatePlace | null = null;

  constructor(from: StatePlace, most: number) {
    this.from = from;
    this.#most = most;
  }

  /** The first place that is no longer in the range; null when it has no end. */
  get to(): StatePlace | null {
    return this.#to;
  }

  /** The state to replay on; null when it has been left to the next range. */
  of(place: StatePlace): ReplayedState | null {
    const name = `${place.compound}:${place.key}`;
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    if (!this.#has(place)) return null;
    const fresh = freshState(place);
    this.#states.set(name, fresh);
    if (this.#states.size > this.#most) this.#cut();
    return this.#has(place) ? fresh : null;
  }

  states(): readonly ReplayedState[] {
    return [...this.#states.values()];
  }

  #has(place: StatePlace): boolean {
    return this.#to === null || inOrder(place, this.#to) < 0;
  }

  /** Leaves the upper half to the next range. */
  #cut(): void {
    const places = this.states().toSorted(inOrder);
    const middle = places[Math.ceil(places.length / 2)];
    if (middle === undefined) return;
    this.#to = { compound: middle.compound, key: middle.key };
    for (const [name, place] of [...this.#states]) if (!this.#has(place)) this.#states.delete(name);
  }
}

function inOrder(a: StatePlace, b: StatePlace): number {
  if (a.compound !== b.compound) return a.compound < b.compound ? -1 : 1;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}

function freshState({ compound, key }: StatePlace): ReplayedState {
  return {
    compound,
    key,
    saved: null,
    hasSaved: false,
    isCompared: false,
    hasCheckpoint: false,
    state: EMPTY_STATE,
    last: 0,
    firstUnsaved: null,
  };
}
