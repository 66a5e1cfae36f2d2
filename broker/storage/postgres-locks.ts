import type { SqlSession } from '#core/ports/sql-database.js';
import { EMPTY_STATE, stateKey } from '#core/rules/household-state.js';
import type { JournalId } from '#core/units/ids.js';
import { placeOf } from '../ledger/state-place.js';
import type { BatchQuestions, KnownJournal, LedgerState } from '../ledger/ledger-store.js';
import { textArray } from './postgres-arrays.js';
import {
  INSERT_JOURNALS,
  INSERT_STATES,
  LOCK_ASKED_STATES,
  LOCK_JOURNALS,
  LOCK_STATES,
} from './postgres-ledger-sql.js';
import { questionArrays, type Questions } from './postgres-passes.js';
import type { RegisteredPass } from './resident-register.js';
import type { HouseholdStateRow, JournalRow } from './schema.js';
import { stateOfText } from './state-text.js';

const EMPTY = JSON.stringify(EMPTY_STATE);

/** Makes the journals that are not known to be there, and locks all of them. */
export async function lockJournals(
  session: SqlSession,
  used: BatchQuestions['journals'],
  known: ReadonlySet<JournalId>,
): Promise<ReadonlyMap<JournalId, KnownJournal>> {
  if (used.size === 0) return new Map();
  const fresh = [...used].filter(([journal]) => !known.has(journal));
  if (fresh.length > 0) {
    const gates = fresh.map(([, gate]) => gate);
    void session.run(INSERT_JOURNALS, [textArray(fresh.map(([journal]) => journal)), textArray(gates)]);
  }
  const rows: unknown = await session.all(LOCK_JOURNALS, [textArray([...used.keys()])]);
  return new Map(
    (rows as readonly JournalRow[]).map(({ journal, number, gate, top_seq: topSeq, hash }) => {
      return [journal, { number: Number(number), gate, topSeq, hash }];
    }),
  );
}

/** Whose states are locked: those of passes that are known, and those the questions will lead to. */
interface Wanted {
  readonly passes: readonly RegisteredPass[];
  readonly asked: Questions;
}

/** Locks the states, those of the asked questions made first where they have no row; answers them by `placeOf`. */
export async function lockStates(
  session: SqlSession,
  { passes, asked }: Wanted,
): Promise<ReadonlyMap<string, LedgerState>> {
  if (passes.length === 0 && asked.length === 0) return new Map();
  const known = [
    textArray(passes.map(({ pass }) => pass.compound)),
    textArray(passes.map(({ pass }) => stateKey(pass))),
  ];
  const arrays = questionArrays(asked);
  if (asked.length > 0) void session.run(INSERT_STATES, [...arrays, EMPTY]);
  const rows: unknown = await (asked.length > 0
    ? session.all(LOCK_ASKED_STATES, [...arrays, ...known])
    : session.all(LOCK_STATES, known));
  return new Map((rows as readonly HouseholdStateRow[]).map(stateOfRow));
}

function stateOfRow(row: HouseholdStateRow): [string, LedgerState] {
  const state = stateOfText(row.state);
  return [placeOf(row.compound, row.key), { state, lastEntry: row.last_entry }];
}
