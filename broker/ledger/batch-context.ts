import type { QrFinding } from '#core/pass/qr-pass.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { Arrival } from './arrival.js';
import { lookupOf, questionKey, type CredentialLookup, type PassQuestion } from './credential-lookup.js';
import type { BatchQuestions, CompoundInForce, GatePlace } from './ledger-store.js';

/** A gate's compound as the rules need it. */
export interface Place extends GatePlace, CompoundInForce {
  readonly calendar: ZonedCalendar;
}

/** One arrival with what it asks of the register. Null where the gate is not in the register. */
export interface PreparedArrival {
  readonly arrival: Arrival;
  readonly place: GatePlace | null;
  readonly lookup: CredentialLookup | null;
  /** The key of the look-up's question; null when it asks none. */
  readonly question: string | null;
}

/**
 * Arrivals whose gates and credentials have been looked at, before the ledger is asked. `findings`: of each, what the check
 * of its QR text has found; null where it shows another credential.
 */
export function prepared(
  arrivals: readonly Arrival[],
  places: ReadonlyMap<GateId, GatePlace>,
  findings: readonly (QrFinding | null)[],
): readonly PreparedArrival[] {
  return arrivals.map((arrival, index) => {
    const place = places.get(arrival.gate) ?? null;
    if (place === null) return { arrival, place, lookup: null, question: null };
    const lookup = lookupOf(arrival.entry.credential, place.compound, findings[index] ?? null);
    return { arrival, place, lookup, question: lookup.kind === 'ask' ? questionKey(lookup.question) : null };
  });
}

/** What a batch asks, each thing once. A journal belongs to the first gate of the register that used it. */
export function questionsOf(batch: readonly PreparedArrival[]): BatchQuestions {
  const compounds = new Set<CompoundId>();
  const journals = new Map<JournalId, GateId>();
  const passes = new Map<string, PassQuestion>();
  const entries = [];
  for (const { arrival, place, lookup, question } of batch) {
    if (place === null) continue;
    const { journal, seq } = arrival.entry;
    compounds.add(place.compound);
    if (!journals.has(journal)) journals.set(journal, arrival.gate);
    if (question !== null && lookup?.kind === 'ask') passes.set(question, lookup.question);
    entries.push({ journal, seq });
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
