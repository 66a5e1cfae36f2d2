import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type {
  AmendableHousehold,
  AmendmentFacts,
  AmendmentQuestion,
  AmendmentWrites,
  CommittedAmendment,
  DecidedAmendment,
} from '../ledger/amendment-store.js';
import type { LedgerState } from '../ledger/ledger-store.js';
import { stateKeyOfRow } from '../ledger/replay.js';
import { changeAlarms } from './change-alarms.js';
import { readHistory } from './household-history.js';
import { queriesOn } from './queries.js';
import { readAmendable, whatHas, type AmendableRow } from './read-amendable.js';
import { readStates } from './read-states.js';
import type { ResidentJournals } from './resident-journals.js';
import type { ResidentStates } from './resident-states.js';

/** The memory of the ledger on SQLite. */
interface LedgerMemory {
  readonly database: SqlDatabase;
  readonly states: ResidentStates;
  readonly journals: ResidentJournals;
  /** The id the amendment will have. */
  readonly id: number;
}

type Decide<Answer> = (facts: AmendmentFacts) => DecidedAmendment<Answer>;

export type SqliteAmended<Answer> = CommittedAmendment<Answer> & { readonly isWritten: boolean };

/** Writes an amendment, and takes it into memory once it is committed. Null when there is no such entry. */
export async function amendOnSqlite<Answer>(
  memory: LedgerMemory,
  question: AmendmentQuestion,
  decide: Decide<Answer>,
): Promise<SqliteAmended<Answer> | null> {
  const done = await memory.database.transaction(async (session) => {
    const queries = queriesOn(session);
    const facts = await readFacts(session, question, memory);
    if (facts === null) return null;
    const { answer, writes } = decide(facts);
    if (writes === null) return { answer, writes, alarms: [] };
    await queries.insertInto('amendments').values(writes.row).execute();
    return { answer, writes, alarms: await changeAlarms(writes.alarms, queries) };
  });
  if (done === null) return null;
  const { answer, writes, alarms } = done;
  if (writes !== null) take(writes, memory);
  return { answer, alarms, isWritten: writes !== null };
}

async function readFacts(
  session: SqlSession,
  question: AmendmentQuestion,
  memory: LedgerMemory,
): Promise<AmendmentFacts | null> {
  const { journal: id, seq } = question;
  const queries = queriesOn(session);
  const journal = memory.journals.get(id);
  const entry = await readAmendable(queries, id, question.entry);
  if (entry === null || journal === undefined) return null;
  return {
    id: memory.id,
    journal,
    entry,
    taken: seq === null ? null : await whatHas(queries, id, seq),
    household: await householdOf(session, entry, memory),
  };
}

async function householdOf(
  session: SqlSession,
  { row, place }: AmendableRow,
  memory: LedgerMemory,
): Promise<AmendableHousehold | null> {
  const key = stateKeyOfRow(row);
  if (key === null) return null;
  const { compound } = place;
  const state = memory.states.find(compound, key) ?? (await savedState(session, compound, key));
  const history = await readHistory(queriesOn(session), { compound, key, last: state.lastEntry });
  return { ...state, key, history };
}

async function savedState(
  session: SqlSession,
  compound: AmendableRow['place']['compound'],
  key: string,
): Promise<LedgerState> {
  const [saved] = await readStates(session, compound, [key]);
  return saved ?? { state: EMPTY_STATE, lastEntry: 0 };
}

function take({ state, journal }: AmendmentWrites, { states, journals }: LedgerMemory): void {
  if (state !== null) states.changed(state);
  journals.changed(journal);
}
