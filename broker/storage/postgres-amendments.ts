import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE } from '#core/rules/household-state.js';
import type { JournalId } from '#core/units/ids.js';
import type {
  AmendableHousehold,
  AmendmentFacts,
  AmendmentQuestion,
  AmendmentWrites,
  CommittedAmendment,
  DecidedAmendment,
} from '../ledger/amendment-store.js';
import type { KnownJournal, LedgerState } from '../ledger/ledger-store.js';
import { stateKeyOfRow } from '../ledger/replay.js';
import { writeNodeEvent } from '../nodes/node-event.js';
import { changeAlarms } from './change-alarms.js';
import { readHistory } from './household-history.js';
import { textArray } from './postgres-arrays.js';
import { DRAW_IDS, LOCK_JOURNALS, LOCK_STATES } from './postgres-ledger-sql.js';
import { sendWrites } from './postgres-writes.js';
import { queriesOn } from './queries.js';
import { readAmendable, whatHas, type AmendableRow } from './read-amendable.js';
import type { HouseholdStateRow, JournalRow } from './schema.js';
import { stateOfText } from './state-text.js';

type Decide<Answer> = (facts: AmendmentFacts) => DecidedAmendment<Answer>;

/** Writes an amendment under the locks of its journal and its household, in the order in which batches take them. */
export function amendOnPostgres<Answer>(
  database: SqlDatabase,
  question: AmendmentQuestion,
  decide: Decide<Answer>,
): Promise<CommittedAmendment<Answer> | null> {
  return database.transaction(async (session) => {
    const facts = await readFacts(session, question);
    if (facts === null) return null;
    const { answer, writes } = decide(facts);
    if (writes === null) return { answer, alarms: [] };
    return { answer, alarms: await write(session, writes) };
  });
}

async function readFacts(session: SqlSession, question: AmendmentQuestion): Promise<AmendmentFacts | null> {
  const queries = queriesOn(session);
  const { journal: id, seq } = question;
  const journal = await lockJournal(session, id);
  const entry = journal === null ? null : await readAmendable(queries, id, question.entry);
  if (journal === null || entry === null) return null;
  return {
    journal,
    entry,
    taken: seq === null ? null : await whatHas(queries, id, seq),
    household: await householdOf(session, entry),
    // Under the locks, so that ids grow within each journal and household.
    id: await drawId(session),
  };
}

async function lockJournal(session: SqlSession, id: JournalId): Promise<KnownJournal | null> {
  const rows: unknown = await session.all(LOCK_JOURNALS, [textArray([id])]);
  const [row] = rows as readonly JournalRow[];
  if (row === undefined) return null;
  return { number: Number(row.number), gate: row.gate, topSeq: row.top_seq, hash: row.hash };
}

async function householdOf(
  session: SqlSession,
  { row, place }: AmendableRow,
): Promise<AmendableHousehold | null> {
  const key = stateKeyOfRow(row);
  if (key === null) return null;
  const { compound } = place;
  const rows: unknown = await session.all(LOCK_STATES, [textArray([compound]), textArray([key])]);
  const state = stateOfRow((rows as readonly HouseholdStateRow[])[0]);
  const history = await readHistory(queriesOn(session), { compound, key, last: state.lastEntry });
  return { ...state, key, history };
}

function stateOfRow(row: HouseholdStateRow | undefined): LedgerState {
  if (row === undefined) return { state: EMPTY_STATE, lastEntry: 0 };
  return { state: stateOfText(row.state), lastEntry: row.last_entry };
}

async function drawId(session: SqlSession): Promise<number> {
  const [row] = await session.all(DRAW_IDS, [1]);
  return Number(row?.['ids']);
}

async function write(
  session: SqlSession,
  { row, state, journal, alarms }: AmendmentWrites,
): Promise<CommittedAmendment<unknown>['alarms']> {
  const queries = queriesOn(session);
  await queries.insertInto('amendments').values(row).execute();
  const changed = await changeAlarms(alarms, queries);
  sendWrites(session, { rows: [], states: state === null ? [] : [state], journals: [journal], lines: [] });
  const { kind, body } = writeNodeEvent({ kind: 'amendments', ids: [row.id] });
  await session.run('insert into node_events (kind, body) values ($1, $2)', [kind, body]);
  return changed;
}
