import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type {
  AlarmChange,
  BatchFacts,
  BatchQuestions,
  BatchWrites,
  ChangedAlarms,
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
import { BatchAhead, type BatchToWrite } from './batch-ahead.js';
import { changeAlarm } from './alarm-queries.js';
import { findRecorded, recordedKey } from './find-recorded.js';
import { LedgerSaver } from './ledger-saver.js';
import { queriesOn } from './queries.js';
import { readStates } from './read-states.js';
import { ResidentJournals } from './resident-journals.js';
import { bringBack, residentPasses } from './resident-passes.js';
import { ResidentRegister } from './resident-register.js';
import { ResidentStates } from './resident-states.js';
import { restoreLedger } from './restore-ledger.js';
import { amendOnSqlite } from './sqlite-amendments.js';
import { batchScript } from './sqlite-ledger-script.js';

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
  readonly #states: ResidentStates;
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
    this.#states = new ResidentStates(this.#register);
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

  async commit(
    questions: BatchQuestions,
    decide: (facts: BatchFacts) => BatchWrites,
    writing: () => void = () => undefined,
  ): Promise<ChangedAlarms> {
    if (this.#unwritten > MOST_AHEAD) await this.#turn;
    const facts = await this.#facts(questions);
    const before = this.#ahead;
    const batch = this.#decided(facts, decide);
    this.#ahead = batch.ahead;
    this.#unwritten += 1;
    const written = this.#inTurn(async () => {
      try {
        before?.demandWritten();
        const alarms = await this.#write(batch);
        this.#took(batch.ahead);
        return alarms;
      } catch (error) {
        batch.ahead.fail();
        throw error;
      } finally {
        this.#unwritten -= 1;
        if (this.#ahead === batch.ahead) this.#ahead = null;
      }
    });
    writing();
    return written;
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
    const passes = await residentPasses(questions.passes, {
      database: this.#database,
      register: this.#register,
      states: this.#states,
    });
    const recorded = await this.#recorded(questions);
    // From here on nothing waits before the decision, so what is in memory stays as it is.
    bringBack(passes, this.#states);
    const journals = this.#journalsOf(questions);
    const before = this.#ahead?.lastEntry ?? this.#lastEntry;
    return {
      compound: (id) => this.#register.compound(id),
      journal: (id) => journals.get(id),
      recorded: (journal, seq) => recorded.get(recordedKey(journals.get(journal)?.number ?? 0, seq)),
      pass: (index) => passes[index] ?? null,
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

  /** What is left of a batch to be written: the rows themselves are no longer needed. */
  #decided(facts: BatchFacts, decide: (facts: BatchFacts) => BatchWrites): BatchToWrite {
    const writes = decide(facts);
    const ahead = new BatchAhead(writes, this.#ahead?.lastEntry ?? this.#lastEntry);
    const fresh = writes.journals.filter(({ journal }) => this.#journals.get(journal) === undefined);
    try {
      const script = writes.rows.length === 0 ? null : batchScript(writes, fresh);
      return { script, alarms: writes.alarms, ahead };
    } catch (error) {
      ahead.fail();
      throw error;
    }
  }

  async #write({ script, alarms }: BatchToWrite): Promise<ChangedAlarms> {
    if (script === null) return NO_ALARMS;
    if (alarms.length > 0) return this.#writeWithAlarms(script, alarms);
    await this.#database.commitScript(script);
    return NO_ALARMS;
  }

  #writeWithAlarms(script: string, alarms: readonly AlarmChange[]): Promise<ChangedAlarms> {
    return this.#database.transaction(async (session) => {
      await session.script(script);
      const queries = queriesOn(session);
      const changed = [];
      for (const change of alarms) changed.push(await changeAlarm(change, queries));
      return changed;
    });
  }

  /** Takes what is committed into memory. */
  #took({ lastEntry, states, journals }: BatchAhead): void {
    this.#lastEntry = lastEntry;
    for (const state of states) this.#states.written(state);
    for (const change of journals) this.#journals.changed(change);
  }
}
