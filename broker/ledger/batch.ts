import type { CredentialFinding } from '#core/pass/pass.js';
import { stateKey, type HouseholdState } from '#core/rules/household-state.js';
import type { Instant } from '#core/units/instant.js';
import type { EntryRow } from '../storage/schema.js';
import { alarmChanges } from './alarm-changes.js';
import { identityOf, type Outcome } from './arrival.js';
import { questionKey, type BatchContext, type Place, type PreparedArrival } from './batch-context.js';
import { decideArrival, stateBefore, type ArrivalRuling } from './decide-arrival.js';
import { entryDocument, isSamePresentation } from './entry-document.js';
import { decisionOf, recordOf, rowOf } from './entry-row.js';
import type { AlarmChange, FoundPass, RecordedEntry, StateChange } from './ledger-store.js';

/** One arrival's outcome, and the changes to alarms it brings. */
export interface BatchOutcome {
  readonly outcome: Outcome;
  readonly alarms: readonly AlarmChange[];
}

/** What a batch leads to. */
export interface BatchResult {
  readonly outcomes: readonly BatchOutcome[];
  readonly rows: readonly EntryRow[];
  readonly states: readonly StateChange[];
}

/** Decides the arrivals of a batch in order; what one of a household does, the next of it sees. Pure. */
export function decideBatch(context: BatchContext, now: Instant): BatchResult {
  const batch = new Batch(context, now);
  const outcomes = context.arrivals.map((prepared) => batch.decide(prepared));
  return { outcomes, rows: batch.rows, states: batch.states() };
}

class Batch {
  readonly rows: EntryRow[] = [];
  readonly #context: BatchContext;
  readonly #now: Instant;
  readonly #fresh = new Map<string, RecordedEntry>();
  readonly #states = new Map<string, StateChange>();

  constructor(context: BatchContext, now: Instant) {
    this.#context = context;
    this.#now = now;
  }

  states(): readonly StateChange[] {
    return [...this.#states.values()];
  }

  decide(prepared: PreparedArrival): BatchOutcome {
    const { arrival, place, journal } = prepared;
    if (place === null || journal === null) return refused(`the gate ${arrival.gate} is not in the register`);
    if (journal.gate !== arrival.gate) return refused('its journal belongs to another gate');
    const identity = identityOf(arrival.entry);
    const known = this.#context.recorded.get(identity) ?? this.#fresh.get(identity);
    const document = entryDocument(arrival.entry);
    if (known !== undefined) return repeat(known, document);
    return this.#record({ prepared, place, journal: journal.number, document });
  }

  #record(one: { prepared: PreparedArrival; place: Place; journal: number; document: string }): BatchOutcome {
    const { arrival, lookup } = one.prepared;
    const found = lookup?.kind === 'ask' ? this.#found(one.prepared) : null;
    const credential: CredentialFinding =
      lookup?.kind === 'found' ? lookup.finding : findingOf(found, one.place);
    const own = credential.kind === 'pass' ? found : null;
    const state = this.#stateOf(own);
    const ruling = decideArrival({
      arrival,
      place: one.place,
      credential,
      found: own,
      state,
      now: this.#now,
    });
    this.#remember(own, { ruling, before: state });
    const row = rowOf({
      ...one,
      id: this.#context.lastId + this.rows.length + 1,
      arrival,
      ruling,
      found: own,
    });
    this.rows.push(row);
    const record = recordOf(row, arrival.entry.journal);
    const decision = decisionOf(row, arrival.entry.journal);
    this.#fresh.set(identityOf(arrival.entry), { decision, document: one.document });
    return {
      outcome: { kind: 'recorded', decision, record, alarms: [] },
      alarms: alarmChanges(ruling.effects, record),
    };
  }

  #found({ lookup }: PreparedArrival): FoundPass | null {
    if (lookup?.kind !== 'ask') return null;
    return this.#context.passes.get(questionKey(lookup.question)) ?? null;
  }

  #stateOf(found: FoundPass | null): HouseholdState {
    if (found === null) return stateBefore(null);
    return this.#states.get(placeOf(found))?.state ?? found.state;
  }

  #remember(found: FoundPass | null, change: { ruling: ArrivalRuling; before: HouseholdState }): void {
    const { state } = change.ruling;
    if (found === null || state === change.before) return;
    const { compound } = found.pass;
    this.#states.set(placeOf(found), { compound, key: stateKey(found.pass), state });
  }
}

function placeOf(found: FoundPass): string {
  return `${found.pass.compound}:${stateKey(found.pass)}`;
}

/** A short code of another compound leads to a pass that is not ours to judge. */
function findingOf(found: FoundPass | null, place: Place): CredentialFinding {
  if (found === null) return { kind: 'unknown' };
  if (found.pass.compound !== place.compound) return { kind: 'wrong-compound' };
  return { kind: 'pass', pass: found.pass };
}

function refused(problem: string): BatchOutcome {
  return { outcome: { kind: 'refused', problem }, alarms: [] };
}

function repeat(known: RecordedEntry, document: string): BatchOutcome {
  const problem = isSamePresentation(known.document, document)
    ? null
    : 'the ledger holds another entry under this journal and seq; the first one stands';
  return { outcome: { kind: 'repeat', decision: known.decision, problem }, alarms: [] };
}
