import type { SqlSession } from '#core/ports/sql-database.js';
import type { BatchWrites, JournalChange, StateChange } from '../ledger/ledger-store.js';
import { numberArray, textArray } from './postgres-arrays.js';
import {
  ADD_TRACE_LINES,
  ENTRY_COLUMNS,
  INSERT_ENTRIES,
  PUT_JOURNALS,
  PUT_STATES,
} from './postgres-ledger-sql.js';
import type { EntryRow, TraceLineRow } from './schema.js';

type PostgresWrites = Omit<BatchWrites, 'alarms' | 'states'> & { readonly states: readonly StateChange[] };

/** Sends everything a batch writes but its alarms; whether it went well is told by the commit behind it. */
export function sendWrites(session: SqlSession, writes: PostgresWrites): void {
  const { rows, journals, states, lines } = writes;
  if (lines.length > 0) void session.run(ADD_TRACE_LINES, lineArrays(lines));
  if (rows.length > 0) void session.run(INSERT_ENTRIES, entryArrays(rows));
  if (journals.length > 0) void session.run(PUT_JOURNALS, journalArrays(journals));
  if (states.length > 0) void session.run(PUT_STATES, stateArrays(states));
}

function entryArrays(rows: readonly EntryRow[]): string[] {
  return ENTRY_COLUMNS.map(([column, type]) => {
    const values = rows.map((row) => row[column]);
    return type === 'text'
      ? textArray(values as (string | null)[])
      : numberArray(values as (number | null)[]);
  });
}

function journalArrays(journals: readonly JournalChange[]): string[] {
  return [
    numberArray(journals.map(({ number }) => number)),
    numberArray(journals.map(({ lastEntry }) => lastEntry)),
    numberArray(journals.map(({ topSeq }) => topSeq)),
    textArray(journals.map(({ hash }) => hash)),
  ];
}

function stateArrays(states: readonly StateChange[]): string[] {
  return [
    textArray(states.map(({ compound }) => compound)),
    textArray(states.map(({ key }) => key)),
    textArray(states.map(({ state }) => JSON.stringify(state))),
    numberArray(states.map(({ lastEntry }) => lastEntry)),
  ];
}

function lineArrays(lines: readonly TraceLineRow[]): string[] {
  return [
    textArray(lines.map(({ id }) => id)),
    textArray(lines.map(({ rule }) => rule)),
    textArray(lines.map(({ zh }) => zh)),
    textArray(lines.map(({ en }) => en)),
  ];
}
