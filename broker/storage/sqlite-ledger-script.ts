import type { BatchWrites, JournalChange, StateChange } from '../ledger/ledger-store.js';
import type { EntryRow, TraceLineRow } from './schema.js';
import { escaped, sqlInteger, sqlText, sqlTextOrNull, wholeNumber } from './sql-text.js';
import { stateText } from './state-text.js';

const NULL = 'null';

/**
 * The writes of the hot path as SQL with literals: one script is one trip to the database's thread, and SQLite reads a
 * literal twice as fast as it takes a value out of JSON (`docs/performance.md`). Whole numbers and what may be null come
 * first, then the texts, so that a row is two joins: every `+` between them would be garbage.
 */
const ENTRY_COLUMNS =
  'id,journal,seq,at,received_at,next_at,decided_at,conflict,policy_version,book_version,previous,household,pass,reading,' +
  'direction,verdict,reason,decided_by,effects,presentation,trace,hash';

/** Everything a batch writes but its alarms. `fresh`: its journals that were seen for the first time; others are saved later. */
export function batchScript({ rows, lines }: BatchWrites, fresh: readonly JournalChange[]): string {
  return putJournals(fresh) + addTraceLines(lines) + insertEntries(rows);
}

export function insertEntries(rows: readonly EntryRow[]): string {
  return `insert into entries (${ENTRY_COLUMNS}) values ${rows.map(entryValues).join(',')};`;
}

function entryValues(row: EntryRow): string {
  const first = [
    row.id,
    row.journal,
    wholeNumber(row.seq),
    wholeNumber(row.at),
    wholeNumber(row.received_at),
    wholeNumber(row.next_at) ?? NULL,
    wholeNumber(row.decided_at),
    row.conflict,
    wholeNumber(row.policy_version),
    wholeNumber(row.book_version),
    wholeNumber(row.previous) ?? NULL,
    sqlTextOrNull(row.household),
    sqlTextOrNull(row.pass),
    sqlTextOrNull(row.reading),
  ].join(',');
  const texts = [
    row.direction,
    row.verdict,
    escaped(row.reason),
    row.decided_by,
    escaped(row.effects),
    escaped(row.presentation),
    escaped(row.trace),
    row.hash,
  ].join("','");
  return `(${first},'${texts}')`;
}

/** Adds journals and moves on those that are there already. */
export function putJournals(journals: readonly JournalChange[]): string {
  if (journals.length === 0) return '';
  const values = journals.map(
    (one) =>
      `(${one.number},${sqlText(one.journal)},${sqlText(one.gate)},${one.lastEntry},${sqlInteger(one.topSeq)},${sqlText(one.hash)})`,
  );
  return `insert into journals (number,journal,gate,last_entry,top_seq,hash) values ${values.join(',')}
    on conflict (number) do update set last_entry=excluded.last_entry,top_seq=excluded.top_seq,hash=excluded.hash;`;
}

export function putStates(states: readonly StateChange[]): string {
  if (states.length === 0) return '';
  const values = states.map(
    ({ compound, key, state, lastEntry }) =>
      `(${sqlText(compound)},${sqlText(key)},${sqlText(stateText(state))},${lastEntry})`,
  );
  return `insert into household_states (compound,key,state,last_entry) values ${values.join(',')}
    on conflict (compound,key) do update set state=excluded.state,last_entry=excluded.last_entry;`;
}

export function addTraceLines(lines: readonly TraceLineRow[]): string {
  if (lines.length === 0) return '';
  const values = lines.map(
    ({ id, rule, zh, en }) => `(${sqlText(id)},${sqlText(rule)},${sqlText(zh)},${sqlText(en)})`,
  );
  return `insert into trace_lines (id,rule,zh,en) values ${values.join(',')} on conflict (id) do nothing;`;
}

/**
 * Saves the places of the entries behind one id up to another. A place that is taken already stays as it is: of an entry that
 * is there twice the first one is found, and the doctor tells.
 */
export function putPlaces(after: number, to: number): string {
  return `insert into saved_places (journal,seq,entry) select journal,seq,id from entries
    where id>${sqlInteger(after)} and id<=${sqlInteger(to)} order by journal,seq,id on conflict (journal,seq) do nothing;`;
}

/** Remembers that the states and journals tell everything up to an entry. */
export function putMark(name: string, entry: number): string {
  return `insert into ledger_marks (name,entry) values (${sqlText(name)},${sqlInteger(entry)})
    on conflict (name) do update set entry=excluded.entry;`;
}
