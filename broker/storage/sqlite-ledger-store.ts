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
  readonly #states: ResidentStates;
  readonly #journals = new ResidentJournals();
  readonly #saver: LedgerSaver;
  #lastEntry = 0;

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
    const journals = this.#journalsOf(questions);
    const passes = await this.#passes(questions);
    const recorded = await findRecorded(this.#database, this.#repeats(questions));
    return {
      compound: (id) => this.#register.compound(id),
      journal: (id) => journals.get(id),
      recorded: (journal, seq) => recorded.get(recordedKey(journals.get(journal)?.number ?? 0, seq)),
      pass: (key) => passes.get(key),
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

  /** Reads what is not in memory, and keeps it. A state in memory is newer than the database's. */
  async #passes({ passes }: BatchQuestions): Promise<ReadonlyMap<string, FoundPass>> {
    const found = new Map<string, FoundPass>();
    const unknown = new Map<string, PassQuestion>();
    for (const [key, question] of passes) {
      const known = this.#pass(key);
      if (known === undefined) unknown.set(key, question);
      else found.set(key, known);
    }
    if (unknown.size > 0) await this.#read(unknown, found);
    return found;
  }

  #pass(key: string): FoundPass | undefined {
    const registered = this.#register.pass(key);
    if (registered === undefined) return undefined;
    const kept = this.#states.find(registered.pass.compound, stateKey(registered.pass));
    if (kept === undefined) return undefined;
    const { pass, qr, householdSealed, personIsolated } = registered;
    return { pass, qr, householdSealed, personIsolated, state: kept.state, lastEntry: kept.lastEntry };
  }

  async #read(unknown: ReadonlyMap<string, PassQuestion>, found: Map<string, FoundPass>): Promise<void> {
    for (const [key, one] of await findPasses(this.#database, unknown)) {
      const { pass, qr, householdSealed, personIsolated, state, lastEntry } = one;
      this.#register.keep(key, { pass, qr, householdSealed, personIsolated });
      this.#states.read({ compound: pass.compound, key: stateKey(pass), state, lastEntry });
      found.set(key, this.#pass(key) ?? one);
    }
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
