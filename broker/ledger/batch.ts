import type { CredentialFinding } from '#core/pass/pass.js';
import { limitedPass } from '#core/pass/limited-pass.js';
import type { KeyLimit } from '#core/pass/pass-key.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { Effect } from '#core/rules/rule.js';
import type { Instant } from '#core/units/instant.js';
import type { EntryRow } from '../storage/schema.js';
import { alarmChanges, concernsAlarms, conflictAlarm } from './alarm-changes.js';
import type { Arrival, Outcome } from './arrival.js';
import type { Place, Places, PreparedArrival } from './batch-context.js';
import { BatchStates } from './batch-states.js';
import { decideArrival } from './decide-arrival.js';
import { decisionOf, recordOf } from './entry-row.js';
import { JournalChains } from './journal-chains.js';
import type {
  AlarmChange,
  BatchFacts,
  BatchWrites,
  FoundPass,
  KnownJournal,
  RecordedEntry,
} from './ledger-store.js';
import { newRow } from './new-row.js';
import { isSamePresentation } from './same-presentation.js';
import type { Salts } from './salts.js';
import type { TraceBook } from './trace-book.js';

/** One arrival's outcome, and the changes to alarms it brings. */
export interface BatchOutcome {
  readonly outcome: Outcome;
  readonly alarms: readonly AlarmChange[];
}

export interface BatchTools {
  readonly places: Places;
  readonly traces: TraceBook;
  readonly salts: Salts;
  readonly now: Instant;
}

/** What a batch writes, and what it answers once that is committed. */
export interface DecidedBatch extends BatchWrites {
  readonly outcomes: readonly BatchOutcome[];
}

/** Where an arrival comes from. */
interface Origin {
  readonly place: Place;
  readonly journal: KnownJournal;
}

/** Decides the arrivals of a batch in order; what one of a household does, the next of it sees. */
export function decideBatch(
  arrivals: readonly PreparedArrival[],
  facts: BatchFacts,
  tools: BatchTools,
): DecidedBatch {
  const batch = new Batch(facts, tools);
  const outcomes = batch.decideAll(arrivals);
  const alarms = outcomes.flatMap((one) => one.alarms);
  return { outcomes, alarms, ...batch.writes() };
}

class Batch {
  readonly #facts: BatchFacts;
  readonly #tools: BatchTools;
  readonly #rows: EntryRow[] = [];
  readonly #states = new BatchStates();
  readonly #chains: JournalChains;
  /** The QR text of each row's pass. */
  readonly #qrs: (string | null)[] = [];

  constructor(facts: BatchFacts, tools: BatchTools) {
    this.#facts = facts;
    this.#tools = tools;
    this.#chains = new JournalChains(facts);
  }

  writes(): Omit<BatchWrites, 'alarms'> {
    return {
      rows: this.#rows,
      states: this.#states.changes(),
      journals: this.#chains.changes(),
      lines: this.#tools.traces.unstored(),
    };
  }

  /** When a rule throws, nothing stays of what was decided before it. */
  decideAll(arrivals: readonly PreparedArrival[]): readonly BatchOutcome[] {
    try {
      return arrivals.map((prepared, index) => this.#decide(prepared, index));
    } catch (error) {
      this.#states.withdraw();
      throw error;
    }
  }

  #decide(prepared: PreparedArrival, index: number): BatchOutcome {
    const { arrival } = prepared;
    const { journal: id, seq } = arrival.entry;
    const place = this.#placeOf(prepared);
    const journal = this.#chains.journal(id);
    if (place === null || journal === undefined) {
      return refused(`the gate ${arrival.gate} is not in the register`);
    }
    if (journal.gate !== arrival.gate) return refused('its journal belongs to another gate');
    const isNew = seq > journal.topSeq;
    const known = isNew ? undefined : (this.#facts.recorded(id, seq) ?? this.#twin(journal.number, seq));
    if (known !== undefined) return repeat(known, prepared);
    const found = prepared.lookup?.kind === 'ask' ? this.#facts.pass(index) : null;
    return this.#record(prepared, found, { place, journal });
  }

  /** What was sent twice within the batch, which is rare enough to look through it. */
  #twin(journal: number, seq: number): RecordedEntry | undefined {
    const index = this.#rows.findIndex((row) => row.journal === journal && row.seq === seq);
    const row = this.#rows[index];
    return row === undefined ? undefined : { row, qr: this.#qrs[index] ?? null };
  }

  #placeOf({ place }: PreparedArrival): Place | null {
    if (place === null) return null;
    const inForce = this.#facts.compound(place.compound);
    return inForce === undefined ? null : this.#tools.places.of(place, inForce);
  }

  #record({ arrival, lookup }: PreparedArrival, found: FoundPass | null, origin: Origin): BatchOutcome {
    const { place, journal } = origin;
    const { entry } = arrival;
    const credential: CredentialFinding =
      lookup?.kind === 'found' ? lookup.finding : findingOf(found, place, lookup?.limit);
    const own = credential.kind === 'pass' ? found : null;
    const before = this.#states.of(own);
    const ruling = decideArrival({
      arrival,
      place,
      credential,
      found: own,
      state: before.state,
      now: this.#tools.now,
    });
    const row = newRow(
      { id: this.#facts.entryId(this.#rows.length), journal, arrival, place, ruling, found: own, before },
      this.#tools,
    );
    this.#rows.push(row);
    this.#qrs.push(own?.qr ?? null);
    this.#chains.add(entry.journal, journal, row);
    if (own !== null) this.#states.put(own.slot, { state: ruling.state, lastEntry: row.id });
    const from = { journal: entry.journal, gate: arrival.gate, compound: place.compound };
    const record = recordOf(row, from, { presented: entry, reading: entry.reading });
    const decision = decisionOf(row, entry.journal);
    return {
      outcome: { kind: 'recorded', decision, record, alarms: [] },
      alarms: alarmsOf(ruling.effects, record, arrival),
    };
  }
}

const NO_ALARMS: readonly AlarmChange[] = [];

function alarmsOf(
  effects: readonly Effect[],
  record: EntryRecord,
  { entry: { reading }, receivedAt: knownAt }: Arrival,
): readonly AlarmChange[] {
  if (!record.conflict && !effects.some(concernsAlarms)) return NO_ALARMS;
  return [...alarmChanges(effects, record, { reading, knownAt }), ...conflictAlarm(record, knownAt)];
}

/** A short code of another compound leads to a pass that is not ours to judge. */
function findingOf(found: FoundPass | null, place: Place, limit: KeyLimit | undefined): CredentialFinding {
  if (found === null) return { kind: 'unknown' };
  if (found.pass.compound !== place.compound) return { kind: 'wrong-compound' };
  return { kind: 'pass', pass: limit === undefined ? found.pass : limitedPass(found.pass, limit) };
}

function refused(problem: string): BatchOutcome {
  return { outcome: { kind: 'refused', problem }, alarms: [] };
}

function repeat(known: RecordedEntry, { arrival }: PreparedArrival): BatchOutcome {
  const problem = isSamePresentation(known, arrival.entry)
    ? null
    : 'the ledger holds another entry under this journal and seq; the first one stands';
  const decision = decisionOf(known.row, arrival.entry.journal);
  return { outcome: { kind: 'repeat', decision, problem }, alarms: [] };
}
