import type { QrVerifier } from '#core/pass/remembering-verifier.js';
import type { Policy } from '#core/policy/policy.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import { identityOf, type Arrival } from './arrival.js';
import { lookupOf, type CredentialLookup, type PassQuestion } from './credential-lookup.js';
import type { FoundPass, GatePlace, KnownJournal, LedgerSession, RecordedEntry } from './ledger-store.js';

/** A gate's compound as the rules need it. */
export interface Place extends GatePlace {
  readonly policy: Policy;
  readonly calendar: ZonedCalendar;
}

/** One arrival with everything that does not depend on its neighbours in the batch. */
export interface PreparedArrival {
  readonly arrival: Arrival;
  readonly place: Place | null;
  readonly journal: KnownJournal | null;
  readonly lookup: CredentialLookup | null;
}

/** Everything a batch needs from the ledger, read set-wise before the first rule is asked. */
export interface BatchContext {
  readonly arrivals: readonly PreparedArrival[];
  readonly recorded: ReadonlyMap<string, RecordedEntry>;
  readonly passes: ReadonlyMap<string, FoundPass>;
  readonly lastId: number;
}

/** What outlives a batch: parsed policies and calendars, which never change under their version or name. */
export class ContextReader {
  readonly #verifier: () => QrVerifier;
  readonly #policies = new Map<CompoundId, Policy>();
  readonly #calendars = new Map<string, ZonedCalendar>();

  /** @param verifier gives the verifier of the present key ring. */
  constructor(verifier: () => QrVerifier) {
    this.#verifier = verifier;
  }

  async read(arrivals: readonly Arrival[], session: LedgerSession): Promise<BatchContext> {
    const places = await this.#places(arrivals, session);
    const journals = await session.journals(ownersOf(arrivals, places));
    const prepared = arrivals.map((arrival) => this.#prepared(arrival, { places, journals }));
    const [recorded, passes, lastId] = await Promise.all([
      session.recorded(prepared.flatMap(identities)),
      session.passes(questionsOf(prepared)),
      session.lastId(),
    ]);
    return {
      arrivals: prepared,
      recorded: new Map(recorded.map((entry) => [identityOf(entry.decision), entry])),
      passes: new Map(passes.map((found) => [questionKey(found.question), found])),
      lastId,
    };
  }

  #prepared(
    arrival: Arrival,
    known: {
      places: ReadonlyMap<GateId, Place>;
      journals: ReadonlyMap<JournalId, KnownJournal>;
    },
  ): PreparedArrival {
    const place = known.places.get(arrival.gate) ?? null;
    const journal = known.journals.get(arrival.entry.journal) ?? null;
    if (place === null) return { arrival, place, journal, lookup: null };
    const { compound } = place;
    const lookup = lookupOf(arrival.entry.credential, { compound, verify: this.#verifier() });
    return { arrival, place, journal, lookup };
  }

  async #places(arrivals: readonly Arrival[], session: LedgerSession): Promise<ReadonlyMap<GateId, Place>> {
    const gates = [...new Set(arrivals.map((arrival) => arrival.gate))];
    const places = new Map<GateId, Place>();
    for (const place of await session.places(gates)) {
      const policy = await this.#policy(place, session);
      places.set(place.gate, { ...place, policy, calendar: this.#calendar(place.timezone) });
    }
    return places;
  }

  async #policy(place: GatePlace, session: LedgerSession): Promise<Policy> {
    const known = this.#policies.get(place.compound);
    if (known?.version === place.policyVersion) return known;
    const rules = await session.policy(place.compound, place.policyVersion);
    const policy = { ...rules, version: place.policyVersion };
    this.#policies.set(place.compound, policy);
    return policy;
  }

  #calendar(zone: string): ZonedCalendar {
    const known = this.#calendars.get(zone);
    if (known !== undefined) return known;
    const calendar = new ZonedCalendar(zone);
    this.#calendars.set(zone, calendar);
    return calendar;
  }
}

export function questionKey(question: PassQuestion): string {
  return `${question.by}:${question.compound}:${question.value}`;
}

/** A journal belongs to the first gate of the register that used it. */
function ownersOf(
  arrivals: readonly Arrival[],
  places: ReadonlyMap<GateId, Place>,
): ReadonlyMap<JournalId, GateId> {
  const owners = new Map<JournalId, GateId>();
  for (const { gate, entry } of arrivals) {
    if (places.has(gate) && !owners.has(entry.journal)) owners.set(entry.journal, gate);
  }
  return owners;
}

function identities({ arrival, journal }: PreparedArrival): {
  journal: JournalId;
  number: number;
  seq: number;
}[] {
  if (journal === null) return [];
  return [{ journal: arrival.entry.journal, number: journal.number, seq: arrival.entry.seq }];
}

function questionsOf(prepared: readonly PreparedArrival[]): PassQuestion[] {
  const questions = new Map<string, PassQuestion>();
  for (const { lookup } of prepared) {
    if (lookup?.kind === 'ask') questions.set(questionKey(lookup.question), lookup.question);
  }
  return [...questions.values()];
}
