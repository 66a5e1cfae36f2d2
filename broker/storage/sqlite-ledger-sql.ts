import type { PassQuestion } from '../ledger/credential-lookup.js';
import type { EntryRow } from './schema.js';

/**
 * Set-wise statements of the hot path on SQLite. Each takes one parameter, a JSON array that `json_each` turns into rows:
 * measured four times cheaper on the event loop than many bound values (performance.md, lessons).
 */
export const SELECT_PLACES = `
  select g.id as gate, c.id as compound, c.timezone as timezone,
    c.policy_version as policyVersion, c.book_version as bookVersion
  from json_each(?) as asked join gates g on g.id = asked.value join compounds c on c.id = g.compound`;

export const SELECT_JOURNALS = `
  select j.number, j.journal, j.gate from json_each(?) as asked join journals j on j.journal = asked.value`;

export const INSERT_JOURNALS = `
  insert into journals (journal, gate)
  select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(?)`;

export const SELECT_RECORDED = `
  select e.*, json_extract(asked.value, '$[2]') as asked
  from json_each(?) as asked
  join entries e on e.journal = json_extract(asked.value, '$[0]') and e.seq = json_extract(asked.value, '$[1]')`;

const PASS_COLUMNS = `
  select json_extract(asked.value, '$[0]') as asked,
    p.id, p.compound, p.kind, p.household, p.resident, p.not_before, p.expires, p.weekdays,
    p.hours_from, p.hours_to, p.revoked, h.sealed, r.isolated, s.state
  from json_each(?) as asked`;

const PASS_JOINS = `
  left join households h on h.compound = p.compound and h.id = p.household
  left join residents r on r.compound = p.compound and r.household = p.household and r.id = p.resident
  left join household_states s on s.compound = p.compound and s.key = coalesce(p.household, 'pass:' || p.id)`;

/** By flat, the last row wins: the purchase pass issued last, one in force before any that was revoked. */
export const SELECT_PASSES: Readonly<Record<PassQuestion['by'], string>> = {
  id: `${PASS_COLUMNS} join passes p on p.id = json_extract(asked.value, '$[1]') ${PASS_JOINS}`,
  code: `${PASS_COLUMNS} join passes p on p.code = json_extract(asked.value, '$[1]') ${PASS_JOINS}`,
  household: `${PASS_COLUMNS}
    join passes p on p.compound = json_extract(asked.value, '$[2]')
      and p.household = json_extract(asked.value, '$[1]') and p.kind = 'purchase'
    ${PASS_JOINS}
    order by p.revoked desc, p.issued_at, p.id`,
};

export const PUT_STATES = `
  insert into household_states (compound, key, state)
  select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]')
  from json_each(?) where true
  on conflict (compound, key) do update set state = excluded.state`;

const ENTRY_COLUMNS = [
  'id',
  'journal',
  'seq',
  'gate',
  'compound',
  'at',
  'received_at',
  'lane',
  'direction',
  'purpose',
  'credential_kind',
  'body_c',
  'verdict',
  'reason',
  'next_at',
  'household',
  'pass',
  'decided_by',
  'decided_at',
  'conflict',
  'policy_version',
  'book_version',
  'trace',
  'entry',
] as const satisfies readonly (keyof EntryRow)[];

const entryValues = ENTRY_COLUMNS.map((_, index) => `json_extract(value, '$[${index}]')`);

/** Without `materialized` SQLite would write out and parse the JSON of a row anew for each of its columns. */
export const INSERT_ENTRIES = `
  insert into entries (${ENTRY_COLUMNS.join(', ')})
  with rows as materialized (select value from json_each(?))
  select ${entryValues.join(', ')} from rows`;

/** The values of a row in the order of `INSERT_ENTRIES`. */
export function entryParameters(row: EntryRow): unknown[] {
  return ENTRY_COLUMNS.map((column) => row[column]);
}
