import type { RefusedQr } from '#core/pass/qr-pass.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { Arrival } from './arrival.js';
import { lookupOf, type AskedPass, type CredentialLookup } from './credential-lookup.js';
import type { BatchQuestions, CompoundInForce, GatePlace } from './ledger-store.js';
import type { PassQuestion } from './pass-question.js';

/** A gate's compound as the rules need it. */
export interface Place extends GatePlace, CompoundInForce {
  readonly calendar: ZonedCalendar;
}

/** One arrival with what it asks of the register. Null where the gate is not in the register. */
export interface PreparedArrival {
  readonly arrival: Arrival;
  readonly place: GatePlace | null;
  readonly lookup: CredentialLookup | null;
}

/**
 * Arrivals whose gates and credentials have been looked at, before the ledger is asked. `qrs`: of each, what has become of
 * its QR text; null where it shows another credential.
 */
export function prepared(
  arrivals: readonly Arrival[],
  places: ReadonlyMap<GateId, GatePlace>,
  qrs: readonly (AskedPass | RefusedQr | null)[],
): readonly PreparedArrival[] {
  return arrivals.map((arrival, index) => {
    const place = places.get(arrival.gate) ?? null;
    const lookup =
      place === null ? null : lookupOf(arrival.entry.credential, place.compound, qrs[index] ?? null);
    return { arrival, place, lookup };
  });
}

/**
 * What a batch asks: of each arrival the pass it shows, everything else once. A journal belongs to the first gate of the
 * register that used it.
 */
export function questionsOf(batch: readonly PreparedArrival[]): BatchQuestions {
  const compounds = new Set<CompoundId>();
  const journals = new Map<JournalId, GateId>();
  const passes: (PassQuestion | null)[] = [];
  const entries = [];
  for (const { arrival, place, lookup } of batch) {
    passes.push(lookup?.kind === 'ask' ? lookup.question : null);
    if (place === null) continue;
    const { entry } = arrival;
    compounds.add(place.compound);
    if (!journals.has(entry.journal)) journals.set(entry.journal, arrival.gate);
    entries.push(entry);
  }
  return { compounds: [...compounds], journals, passes, entries };
}

/** The places of gates, each put together once for as long as the same is in force there. */
export class Places {
  readonly #calendars = new Map<string, ZonedCalendar>();
  readonly #places = new Map<GateId, { readonly inForce: CompoundInForce; readonly whole: Place }>();

  of(place: GatePlace, inForce: CompoundInForce): Place {
    const known = this.#places.get(place.gate);
    if (known?.inForce === inForce) return known.whole;
    const whole = { ...place, ...inForce, calendar: this.#calendarOf(place.timezone) };
    this.#places.set(place.gate, { inForce, whole });
    return whole;
  }

  /** Calendars never change. */
  #calendarOf(zone: string): ZonedCalendar {
    const known = this.#calendars.get(zone) ?? new ZonedCalendar(zone);
    this.#calendars.set(zone, known);
    return known;
  }
}
