import type { GateId, PassId } from '#core/units/ids.js';
import { MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';

/** A pass that was presented at a gate; `entry` is whatever the caller names entries by. */
export interface Sighting {
  readonly entry: string;
  readonly pass: PassId;
  readonly gate: GateId;
  readonly at: Instant;
}

/** The same pass at two gates, nearer in time than anybody walks: it may have been copied. */
export interface TwoGates {
  readonly pass: PassId;
  /** The earlier of the two. */
  readonly first: Sighting;
  readonly second: Sighting;
  readonly apart: Milliseconds;
}

export const TWO_GATES_WITHIN: Milliseconds = 5 * MINUTE;

/**
 * Finds passes seen at two gates within a few minutes. Entries of different gates may arrive out of order, by as much as
 * the window. Remembers, for the time of two windows, the last sighting of each pass at each gate.
 */
export class TwoGatesWatch {
  readonly #within: Milliseconds;
  /** By pass, the longest not seen first. */
  readonly #seen = new Map<PassId, readonly Sighting[]>();
  #latest: Instant = 0;

  constructor(within: Milliseconds = TWO_GATES_WITHIN) {
    this.#within = within;
  }

  /** How many passes are remembered. */
  get size(): number {
    return this.#seen.size;
  }

  /** The pairs that a sighting makes with earlier ones. */
  see(sighting: Sighting): readonly TwoGates[] {
    this.#latest = Math.max(this.#latest, sighting.at);
    const others = (this.#seen.get(sighting.pass) ?? []).filter(({ gate }) => gate !== sighting.gate);
    this.#seen.delete(sighting.pass);
    this.#seen.set(sighting.pass, [...others.filter(({ at }) => !this.#isOld(at)), sighting]);
    this.#forget();
    return others.map((other) => pairOf(other, sighting)).filter(({ apart }) => apart <= this.#within);
  }

  #isOld(at: Instant): boolean {
    return at < this.#latest - 2 * this.#within;
  }

  #forget(): void {
    for (const [pass, sightings] of this.#seen) {
      if (!sightings.every(({ at }) => this.#isOld(at))) return;
      this.#seen.delete(pass);
    }
  }
}

/** The pairs among sightings that are all there, such as a page of the ledger. */
export function passesAtTwoGates(
  sightings: Iterable<Sighting>,
  within: Milliseconds = TWO_GATES_WITHIN,
): readonly TwoGates[] {
  const watch = new TwoGatesWatch(within);
  return [...sightings].flatMap((sighting) => watch.see(sighting));
}

function pairOf(one: Sighting, other: Sighting): TwoGates {
  const [first, second] = one.at <= other.at ? [one, other] : [other, one];
  return { pass: one.pass, first, second, apart: second.at - first.at };
}
