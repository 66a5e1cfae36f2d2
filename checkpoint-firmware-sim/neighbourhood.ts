import type { Entropy } from '#core/ports/entropy.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { HouseholdId } from '#core/units/ids.js';
import type { CredentialKind } from './devices/device.js';
import { credentialFor, type SimulatedHousehold } from './people.js';

/** Where a household is in its day: still to go shopping, out, or back with its outing used. */
export type Whereabouts = 'fresh' | 'away' | 'spent';

/** Longer than any gate takes the same code for a repeat of itself, and than any decision takes. */
const REST: Milliseconds = 6 * SECOND;

interface Wanted {
  readonly whereabouts: readonly Whereabouts[];
  readonly kind?: SimulatedHousehold['kind'];
  readonly elderly?: boolean;
  /** The household must have something for a reader of these kinds. */
  readonly reads: readonly CredentialKind[];
  readonly now: Instant;
}

/** What the households of the story have done so far, so that the next ones to walk up make sense. */
export class Neighbourhood {
  readonly #entropy: Entropy;
  readonly #households: readonly SimulatedHousehold[];
  readonly #whereabouts = new Map<HouseholdId, Whereabouts>();
  readonly #seenAt = new Map<HouseholdId, Instant>();
  readonly #busy = new Set<HouseholdId>();

  constructor(households: readonly SimulatedHousehold[], entropy: Entropy) {
    this.#households = households;
    this.#entropy = entropy;
  }

  /** Somebody at random who fits and is not at a gate just now; null if there is nobody. */
  someone(wanted: Wanted): SimulatedHousehold | null {
    const fitting = this.#households.filter((household) => this.#fits(household, wanted));
    return fitting[Math.floor(this.#entropy.fraction() * fitting.length)] ?? null;
  }

  /** The household is on its way to a gate: nobody else of it walks up meanwhile. */
  setOff(household: HouseholdId): void {
    this.#busy.add(household);
  }

  /** The household has left the gate again; null: where it was before. */
  settle(household: HouseholdId, whereabouts: Whereabouts | null, now: Instant): void {
    this.#busy.delete(household);
    this.#seenAt.set(household, now);
    if (whereabouts !== null) this.#whereabouts.set(household, whereabouts);
  }

  #fits(household: SimulatedHousehold, wanted: Wanted): boolean {
    const { household: id } = household;
    const seenAt = this.#seenAt.get(id);
    return (
      !this.#busy.has(id) &&
      (seenAt === undefined || wanted.now - seenAt >= REST) &&
      wanted.whereabouts.includes(this.#whereabouts.get(id) ?? 'fresh') &&
      (wanted.kind === undefined || wanted.kind === household.kind) &&
      (wanted.elderly === undefined || wanted.elderly === household.elderly) &&
      credentialFor(household, wanted.reads) !== null
    );
  }
}
