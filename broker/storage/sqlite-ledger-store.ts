import type { Alarm } from '#core/api/alarms.js';
import { GateError } from '#core/errors/gate-error.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId, GateId, JournalId } from '#core/units/ids.js';
import type { PassQuestion } from '../ledger/credential-lookup.js';
import { decisionOf } from '../ledger/entry-row.js';
import type {
  AlarmChange,
  FoundPass,
  GatePlace,
  KnownJournal,
  LedgerSession,
  LedgerStore,
  RecordedEntry,
  StateChange,
} from '../ledger/ledger-store.js';
import { changeAlarm } from './alarm-queries.js';
import { passOfRow, type PassColumns } from './pass-row.js';
import { queriesOn } from './queries.js';
import type { EntryRow, Flag, JournalRow } from './schema.js';
import {
  INSERT_ENTRIES,
  INSERT_JOURNALS,
  PUT_STATES,
  SELECT_JOURNALS,
  SELECT_PASSES,
  SELECT_PLACES,
  SELECT_RECORDED,
  entryParameters,
} from './sqlite-ledger-sql.js';

/** The hot path of the ledger on SQLite: its own SQL, one statement and one JSON parameter for a whole batch. */
export class SqliteLedgerStore implements LedgerStore {
  readonly #database: SqlDatabase;

  constructor(database: SqlDatabase) {
    this.#database = database;
  }

  transaction<T>(work: (session: LedgerSession) => Promise<T>): Promise<T> {
    return this.#database.transaction((session) => work(new SqliteLedgerSession(session)));
  }
}

type PassAnswer = PassColumns & {
  readonly sealed: Flag | null;
  readonly isolated: Flag | null;
  readonly state: string | null;
  readonly asked: string;
};

class SqliteLedgerSession implements LedgerSession {
  readonly #session: SqlSession;

  constructor(session: SqlSession) {
    this.#session = session;
  }

  places(gates: readonly GateId[]): Promise<readonly GatePlace[]> {
    return this.#all<GatePlace>(SELECT_PLACES, gates);
  }

  async policy(compound: CompoundId, version: number): Promise<PolicyRules> {
    const found = await queriesOn(this.#session)
      .selectFrom('policies')
      .select('rules')
      .where('compound', '=', compound)
      .where('version', '=', version)
      .executeTakeFirst();
    if (found === undefined)
      throw new GateError('not-found', { kind: 'policy', id: `${compound}/${version}` });
    return JSON.parse(found.rules) as PolicyRules;
  }

  async journals(used: ReadonlyMap<JournalId, GateId>): Promise<ReadonlyMap<JournalId, KnownJournal>> {
    const known = await this.#journals([...used.keys()]);
    const fresh = [...used].filter(([journal]) => !known.has(journal));
    if (fresh.length === 0) return known;
    await this.#session.run(INSERT_JOURNALS, [JSON.stringify(fresh)]);
    return this.#journals([...used.keys()]);
  }

  async recorded(
    entries: readonly { readonly journal: JournalId; readonly number: number; readonly seq: number }[],
  ): Promise<readonly RecordedEntry[]> {
    const asked = entries.map(({ number, seq, journal }) => [number, seq, journal]);
    const rows = await this.#all<EntryRow & { readonly asked: JournalId }>(SELECT_RECORDED, asked);
    return rows.map((row) => ({ decision: decisionOf(row, row.asked), document: row.entry }));
  }

  async passes(questions: readonly PassQuestion[]): Promise<readonly FoundPass[]> {
    const kinds = ['id', 'code', 'household'] as const;
    const found = await Promise.all(
      kinds.map((by) =>
        this.#passesBy(
          by,
          questions.filter((question) => question.by === by),
        ),
      ),
    );
    return found.flat();
  }

  async lastId(): Promise<number> {
    const [row] = await this.#session.all('select coalesce(max(id), 0) as id from entries');
    return Number(row?.id ?? 0);
  }

  async addEntries(rows: readonly EntryRow[]): Promise<void> {
    await this.#session.run(INSERT_ENTRIES, [JSON.stringify(rows.map(entryParameters))]);
  }

  async putStates(states: readonly StateChange[]): Promise<void> {
    const rows = states.map(({ compound, key, state }) => [compound, key, JSON.stringify(state)]);
    await this.#session.run(PUT_STATES, [JSON.stringify(rows)]);
  }

  changeAlarm(change: AlarmChange): Promise<readonly Alarm[]> {
    return changeAlarm(change, queriesOn(this.#session));
  }

  async #journals(journals: readonly JournalId[]): Promise<Map<JournalId, KnownJournal>> {
    const rows = await this.#all<Omit<JournalRow, 'number'> & KnownJournal>(SELECT_JOURNALS, journals);
    return new Map(rows.map(({ journal, number, gate }) => [journal, { number, gate }]));
  }

  async #passesBy(by: PassQuestion['by'], questions: readonly PassQuestion[]): Promise<readonly FoundPass[]> {
    if (questions.length === 0) return [];
    const asked = questions.map(({ compound, value }, index) => [index, value, compound]);
    const rows = await this.#all<PassAnswer>(SELECT_PASSES[by], asked);
    return rows.flatMap((row) => {
      const question = questions[Number(row.asked)];
      return question === undefined ? [] : [foundPass(row, question)];
    });
  }

  /** The rows of a statement whose one parameter is a JSON array. The caller names the shape its columns have. */
  async #all<Row>(sql: string, values: readonly unknown[]): Promise<readonly Row[]> {
    if (values.length === 0) return [];
    const rows: unknown = await this.#session.all(sql, [JSON.stringify(values)]);
    return rows as readonly Row[];
  }
}

function foundPass(row: PassAnswer, question: PassQuestion): FoundPass {
  return {
    question,
    pass: passOfRow(row),
    householdSealed: row.sealed === 1,
    personIsolated: row.isolated === 1,
    state: row.state === null ? EMPTY_STATE : (JSON.parse(row.state) as HouseholdState),
  };
}
