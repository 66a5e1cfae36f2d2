import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { PassQuestion } from '../ledger/credential-lookup.js';
import type {
  BatchFacts,
  BatchQuestions,
  BatchWrites,
  ChangedAlarms,
  Committed,
  FoundPass,
  GatePlace,
  KnownJournal,
  LedgerState,
  LedgerStore,
  RecordedEntry,
} from '../ledger/ledger-store.js';
import type {
  AmendmentFacts,
  AmendmentQuestion,
  CommittedAmendment,
  DecidedAmendment,
} from '../ledger/amendment-store.js';
import { BatchAhead } from './batch-ahead.js';
import { changeAlarm } from './alarm-queries.js';
import { findPasses } from './find-passes.js';
import { findRecorded, recordedKey } from './find-recorded.js';
import { LedgerSaver } from './ledger-saver.js';
import { queriesOn } from './queries.js';
import { readStates } from './read-states.js';
import { ResidentJournals } from './resident-journals.js';
import { ResidentRegister } from './resident-register.js';
import { ResidentStates } from './resident-states.js';
import { restoreLedger } from './restore-ledger.js';
import { amendOnSqlite } from './sqlite-amendments.js';
import { batchScript } from './sqlite-ledger-script.js';
import { stateKey } from '#core/rules/household-state.js';

/** Batches that may be unwritten when the next is decided: it knows no more than one of them. */
const MOST_AHEAD = 1;
const NO_ALARMS: ChangedAlarms = [];
const NOTHING_RECORDED: ReadonlyMap<string, RecordedEntry> = new Map();

/**
 * The ledger on SQLite. One service owns the file, so what decisions need is kept in memory, and a batch is one script in
 * one trip to the database: its entries, and nothing that they themselves can tell later.
 */
export class SqliteLedgerStore implements LedgerStore {
  readonly #database: SqlDatabase;
  readonly #register: ResidentRegister;
  readonly #states = new ResidentStates();
  readonly #journals = new ResidentJournals();
  readonly #saver: LedgerSaver;
  #lastEntry = 0;
  #unwritten = 0;
  /** The batch that was decided last, while it is not written. */
  #ahead: BatchAhead | null = null;
  /** The end of the writes so far. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(database: SqlDatabase) {
    this.#database = database;
    this.#register = new ResidentRegister(database);
    this.#saver = new LedgerSaver({ database, states: this.#states, journals: this.#journals });
  }

  /** Reads where the ledger stands, and what was not saved when the service ended. */
  static async open(database: SqlDatabase): Promise<SqliteLedgerStore> {
    const store = new SqliteLedgerStore(database);
    store.#lastEntry = await restoreLedger({
      database,
      states: store.#states,
      journals: store.#journals,
    });
    return store;
  }

  places(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>> {
    return this.#register.places(gates);
  }

  async commit<Writes extends BatchWrites>(
    questions: BatchQuestions,
    decide: (facts: BatchFacts) => Writes,
    prepared: () => void = () => undefined,
  ): Promise<Committed<Writes>> {
    if (this.#unwritten > MOST_AHEAD) await this.#turn;
    const facts = await this.#facts(questions);
    const before = this.#ahead;
    const writes = decide(facts);
    const fresh = writes.journals.filter(({ journal }) => this.#journals.get(journal) === undefined);
    const script = writes.rows.length === 0 ? null : batchScript(writes, fresh);
    const own = new BatchAhead(writes, before?.lastEntry ?? this.#lastEntry);
    this.#ahead = own;
    this.#unwritten += 1;
    const written = this.#inTurn(async () => {
      try {
        before?.demandWritten();
        const alarms = await this.#write(script, writes);
        this.#took(writes);
        return alarms;
      } catch (error) {
        own.fail();
        throw error;
      } finally {
        this.#unwritten -= 1;
        if (this.#ahead === own) this.#ahead = null;
      }
    });
    prepared();
    return { writes, alarms: await written };
  }

  amend<Answer>(
    question: AmendmentQuestion,
    decide: (facts: AmendmentFacts) => DecidedAmendment<Answer>,
  ): Promise<CommittedAmendment<Answer> | null> {
    return this.#inTurn(async () => {
      const id = this.#lastEntry + 1;
      const memory = { database: this.#database, states: this.#states, journals: this.#journals, id };
      const amended = await amendOnSqlite(memory, question, decide);
      if (amended?.isWritten === true) this.#lastEntry = id;
      return amended;
    });
  }

  async states(compound: CompoundId, keys: readonly string[]): Promise<ReadonlyMap<string, LedgerState>> {
    const unknown = keys.filter((key) => this.#states.find(compound, key) === undefined);
    for (const state of await readStates(this.#database.reader, compound, unknown)) this.#states.read(state);
    return new Map(
      keys.flatMap((key) => {
        const found = this.#states.find(compound, key);
        if (found === undefined) return [];
        const { state, lastEntry } = found;
        return [[key, { state, lastEntry }] as const];
      }),
    );
  }

  settle(): Promise<void> {
    return this.#saver.save(this.#lastEntry);
  }

  forget(compound: CompoundId): void {
    this.#states.forget(compound);
  }

  async #facts(questions: BatchQuestions): Promise<BatchFacts> {
    await this.#register.refresh();
    const passes = await this.#passes(questions);
    const recorded = await this.#recorded(questions);
    // From here on nothing waits before the decision, so what is in memory stays as it is.
    const journals = this.#journalsOf(questions);
    const before = this.#ahead?.lastEntry ?? this.#lastEntry;
    return {
      compound: (id) => this.#register.compound(id),
      journal: (id) => journals.get(id),
      recorded: (journal, seq) => recorded.get(recordedKey(journals.get(journal)?.number ?? 0, seq)),
      pass: (key) => this.#current(passes.get(key)),
      entryId: (index) => before + 1 + index,
    };
  }

  #journal(id: JournalId): KnownJournal | undefined {
    return this.#ahead?.journal(id) ?? this.#journals.get(id);
  }

  #journalsOf({ journals }: BatchQuestions): ReadonlyMap<JournalId, KnownJournal> {
    let fresh = 0;
    const known = new Map<JournalId, KnownJournal>();
    for (const [id, gate] of journals) {
      const journal = this.#journal(id);
      known.set(id, journal ?? this.#journals.candidate(fresh, gate, this.#ahead?.lastJournal));
      if (journal === undefined) fresh += 1;
    }
    return known;
  }

  /** With its state as it is now; the one it was found with counts only when that was saved and forgotten meanwhile. */
  #current(found: FoundPass | undefined): FoundPass | undefined {
    if (found === undefined) return undefined;
    const { pass, qr, householdSealed, personIsolated } = found;
    const key = stateKey(pass);
    const { state, lastEntry } =
      this.#ahead?.state(pass.compound, key) ?? this.#states.find(pass.compound, key) ?? found;
    return { pass, qr, householdSealed, personIsolated, state, lastEntry };
  }

  /** Reads the passes that are not in memory together with their state, and keeps them. */
  async #passes({ passes }: BatchQuestions): Promise<ReadonlyMap<string, FoundPass>> {
    const found = new Map<string, FoundPass>();
    const unknown = new Map<string, PassQuestion>();
    for (const [key, question] of passes) {
      const known = this.#known(key);
      if (known === undefined) unknown.set(key, question);
      else found.set(key, known);
    }
    if (unknown.size === 0) return found;
    for (const [key, one] of await findPasses(this.#database, unknown)) {
      const { pass, qr, householdSealed, personIsolated, state, lastEntry } = one;
      this.#register.keep(key, { pass, qr, householdSealed, personIsolated });
      this.#states.read({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
      found.set(key, one);
    }
    return found;
  }

  #known(key: string): FoundPass | undefined {
    const registered = this.#register.pass(key);
    if (registered === undefined) return undefined;
    const kept = this.#states.find(registered.pass.compound, stateKey(registered.pass));
    if (kept === undefined) return undefined;
    const { pass, qr, householdSealed, personIsolated } = registered;
    return { pass, qr, householdSealed, personIsolated, state: kept.state, lastEntry: kept.lastEntry };
  }

  /** The entries of the batch that the ledger has already, once the batch ahead of it is written. */
  async #recorded(questions: BatchQuestions): Promise<ReadonlyMap<string, RecordedEntry>> {
    const repeats = this.#repeats(questions);
    if (repeats.length === 0) return NOTHING_RECORDED;
    await this.#turn;
    return findRecorded(this.#database, repeats);
  }

  /** Entries that may be in the ledger already: those that are not beyond the top of their journal. */
  #repeats({ entries }: BatchQuestions): (readonly [number, number])[] {
    return entries.flatMap(({ journal, seq }) => {
      const known = this.#journal(journal);
      return known === undefined || seq > known.topSeq ? [] : [[known.number, seq] as const];
    });
  }

  /** Writes go to the disk one after the other, in the order in which they were decided. */
  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(write);
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #write(script: string | null, writes: BatchWrites): Promise<ChangedAlarms> {
    if (script === null) return NO_ALARMS;
    if (writes.alarms.length > 0) return this.#writeWithAlarms(script, writes);
    await this.#database.commitScript(script);
    return NO_ALARMS;
  }

  #writeWithAlarms(script: string, { alarms }: BatchWrites): Promise<ChangedAlarms> {
    return this.#database.transaction(async (session) => {
      await session.script(script);
      const queries = queriesOn(session);
      const changed = [];
      for (const change of alarms) changed.push(await changeAlarm(change, queries));
      return changed;
    });
  }

  /** Takes what is committed into memory. */
  #took({ rows, states, journals }: BatchWrites): void {
    this.#lastEntry += rows.length;
    for (const state of states) this.#states.changed(state);
    for (const change of journals) this.#journals.changed(change);
  }
}
