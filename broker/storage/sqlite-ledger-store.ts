import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
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
} from '../ledger/ledger-store.js';
import type {
  AmendmentFacts,
  AmendmentQuestion,
  CommittedAmendment,
  DecidedAmendment,
} from '../ledger/amendment-store.js';
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
import { addTraceLines, insertEntries, putJournals } from './sqlite-ledger-script.js';
import { stateKey } from '#core/rules/household-state.js';

const NO_ALARMS: ChangedAlarms = [];

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
  ): Promise<Committed<Writes>> {
    const facts = await this.#facts(questions);
    const writes = decide(facts);
    const alarms = await this.#write(writes, questions);
    this.#took(writes, questions);
    return { writes, alarms };
  }

  async amend<Answer>(
    question: AmendmentQuestion,
    decide: (facts: AmendmentFacts) => DecidedAmendment<Answer>,
  ): Promise<CommittedAmendment<Answer> | null> {
    const id = this.#lastEntry + 1;
    const memory = { database: this.#database, states: this.#states, journals: this.#journals, id };
    const amended = await amendOnSqlite(memory, question, decide);
    if (amended?.isWritten === true) this.#lastEntry = id;
    return amended;
  }

  async states(compound: CompoundId, keys: readonly string[]): Promise<ReadonlyMap<string, LedgerState>> {
    const unknown = keys.filter((key) => this.#states.find(compound, key) === undefined);
    for (const state of await readStates(this.#database.reader, compound, unknown)) this.#states.read(state);
    return new Map(
      keys.flatMap((key) => {
        const state = this.#states.find(compound, key);
        return state === undefined ? [] : [[key, state] as const];
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
    const journals = this.#journalsOf(questions);
    const passes = await this.#unknownPasses(questions);
    const recorded = await findRecorded(this.#database, this.#repeats(questions));
    return {
      compound: (id) => this.#register.compound(id),
      journal: (id) => journals.get(id),
      recorded: (journal, seq) => recorded.get(recordedKey(journals.get(journal)?.number ?? 0, seq)),
      pass: (key) => this.#pass(key) ?? passes.get(key),
      entryId: (index) => this.#lastEntry + 1 + index,
    };
  }

  #journalsOf({ journals }: BatchQuestions): ReadonlyMap<JournalId, KnownJournal> {
    let fresh = 0;
    const known = new Map<JournalId, KnownJournal>();
    for (const [id, gate] of journals) {
      const journal = this.#journals.get(id);
      known.set(id, journal ?? this.#journals.candidate(fresh, gate));
      if (journal === undefined) fresh += 1;
    }
    return known;
  }

  #pass(key: string): FoundPass | undefined {
    const registered = this.#register.pass(key);
    if (registered === undefined) return undefined;
    const state = this.#states.find(registered.pass.compound, stateKey(registered.pass));
    return state === undefined ? undefined : { ...registered, ...state };
  }

  /** Reads what is not in memory, and keeps it. A state in memory is newer than the database's. */
  async #unknownPasses({ passes }: BatchQuestions): Promise<ReadonlyMap<string, FoundPass>> {
    const unknown = new Map([...passes].filter(([key]) => this.#pass(key) === undefined));
    if (unknown.size === 0) return NO_PASSES;
    const found = await findPasses(this.#database, unknown);
    for (const [key, { pass, qr, householdSealed, personIsolated, state, lastEntry }] of found) {
      this.#register.keep(key, { pass, qr, householdSealed, personIsolated });
      this.#states.read({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
    }
    return found;
  }

  /** Entries that may be in the ledger already: those that are not beyond the top of their journal. */
  #repeats({ entries }: BatchQuestions): (readonly [number, number])[] {
    return entries.flatMap(({ journal, seq }) => {
      const known = this.#journals.get(journal);
      return known === undefined || seq > known.topSeq ? [] : [[known.number, seq] as const];
    });
  }

  async #write(writes: BatchWrites, { journals }: BatchQuestions): Promise<ChangedAlarms> {
    if (writes.rows.length === 0) return NO_ALARMS;
    const fresh = writes.journals.flatMap((change) => {
      const gate = journals.get(change.journal);
      return gate === undefined || this.#journals.get(change.journal) !== undefined
        ? []
        : [{ ...change, gate }];
    });
    const script = putJournals(fresh) + addTraceLines(writes.lines) + insertEntries(writes.rows);
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
  #took({ rows, states, journals }: BatchWrites, questions: BatchQuestions): void {
    this.#lastEntry += rows.length;
    for (const state of states) this.#states.changed(state);
    for (const change of journals) {
      const gate = this.#journals.get(change.journal)?.gate ?? questions.journals.get(change.journal);
      if (gate !== undefined) this.#journals.changed(change, gate);
    }
  }
}

const NO_PASSES: ReadonlyMap<string, FoundPass> = new Map();
