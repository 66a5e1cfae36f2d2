import type { PassQuestion } from '../ledger/pass-question.js';

/**
 * The statements of the hot path on PostgreSQL. Each takes a whole batch, a column an array parameter: measured twice as
 * fast as JSON (performance.md). Rows are locked in the order of their keys, journals before states, so that two nodes never
 * wait for each other in a circle.
 */
export const INSERT_JOURNALS = `
  insert into journals (journal, gate, last_entry, top_seq, hash)
  select asked.journal, asked.gate, 0, 0, ''
  from unnest($1::text[], $2::text[]) as asked (journal, gate)
  where not exists (select from journals known where known.journal = asked.journal)
  order by asked.journal
  on conflict do nothing`;

export const LOCK_JOURNALS = `
  select number, journal, gate, top_seq, hash from journals
  where journal = any ($1::text[]) order by number for update`;

/** Where the states of questions lie whose answers this node does not know yet; passes of other compounds are left out. */
const ASKED_STATES = `
  select p.compound, coalesce(p.household, 'pass:' || p.id) as key
  from unnest($1::text[], $2::text[]) as asked (compound, value)
  join passes p on p.id = asked.value and p.compound = asked.compound
  union
  select p.compound, coalesce(p.household, 'pass:' || p.id)
  from unnest($3::text[], $4::text[]) as asked (compound, value)
  join passes p on p.code = asked.value and p.compound = asked.compound
  union
  select p.compound, coalesce(p.household, 'pass:' || p.id)
  from unnest($5::text[], $6::text[]) as asked (compound, value)
  join cards c on c.card = asked.value join passes p on p.id = c.pass and p.compound = asked.compound
  union
  select p.compound, p.household
  from unnest($7::text[], $8::text[]) as asked (compound, value)
  join passes p on p.compound = asked.compound and p.household = asked.value and p.kind = 'purchase'`;

/** A state must have a row before it can be locked. `$9` is the empty state. */
export const INSERT_STATES = `
  insert into household_states (compound, key, state, last_entry)
  select asked.compound, asked.key, $9, 0 from (${ASKED_STATES}) as asked
  where not exists (
    select from household_states known where known.compound = asked.compound and known.key = asked.key)
  order by asked.compound, asked.key
  on conflict do nothing`;

const STATE_COLUMNS = 's.compound, s.key, s.state, s.last_entry';

/** `$1`, `$2`: compound and key of each. */
export const LOCK_STATES = `
  select ${STATE_COLUMNS} from household_states s
  where (s.compound, s.key) in (select * from unnest($1::text[], $2::text[]))
  order by s.compound, s.key for update of s`;

/** The same, and with them those of questions whose answers are not known yet. */
export const LOCK_ASKED_STATES = `
  select ${STATE_COLUMNS} from household_states s
  where (s.compound, s.key) in (
    ${ASKED_STATES}
    union select * from unnest($9::text[], $10::text[]))
  order by s.compound, s.key for update of s`;

export const SELECT_COMPOUNDS = `
  select id, policy_version, book_version from compounds where id = any ($1::text[])`;

export const SELECT_POLICIES = `
  select p.compound, p.version, p.rules from policies p
  where (p.compound, p.version) in (select * from unnest($1::text[], $2::int[]))`;

const PASS_COLUMNS = `
  asked.place, p.id, p.compound, p.kind, p.household, p.resident, p.not_before, p.expires, p.weekdays,
  p.hours_from, p.hours_to, p.revoked, p.qr, h.sealed, r.isolated`;

const PASS_JOINS = `
  left join households h on h.compound = p.compound and h.id = p.household
  left join residents r on r.compound = p.compound and r.household = p.household and r.id = p.resident`;

const ASKED = 'unnest($1::text[], $2::text[]) with ordinality as asked (compound, value, place)';

/** By flat, the last row wins: the purchase pass issued last, one in force before any that was revoked. */
export const SELECT_PASSES: Readonly<Record<PassQuestion['by'], string>> = {
  id: `select ${PASS_COLUMNS} from ${ASKED} join passes p on p.id = asked.value ${PASS_JOINS}`,
  code: `select ${PASS_COLUMNS} from ${ASKED} join passes p on p.code = asked.value ${PASS_JOINS}`,
  card: `select ${PASS_COLUMNS} from ${ASKED}
    join cards c on c.card = asked.value join passes p on p.id = c.pass ${PASS_JOINS}`,
  household: `select ${PASS_COLUMNS} from ${ASKED}
    join passes p on p.compound = asked.compound and p.household = asked.value and p.kind = 'purchase'
    ${PASS_JOINS}
    order by p.revoked desc, p.issued_at, p.id`,
};

export const SELECT_RECORDED = `
  select e.*, p.qr from unnest($1::int[], $2::bigint[]) as asked (journal, seq)
  join entries e on e.journal = asked.journal and e.seq = asked.seq
  left join passes p on p.id = e.pass`;

/** As many ids as the batch may need. Drawn under the locks, so that they grow within each journal and household. */
export const DRAW_IDS = `
  select string_agg(nextval('entry_ids')::text, ',') as ids from generate_series(1, $1::int)`;

const ENTRY_TYPES = {
  id: 'bigint',
  journal: 'int',
  seq: 'bigint',
  at: 'bigint',
  received_at: 'bigint',
  direction: 'text',
  verdict: 'text',
  reason: 'text',
  next_at: 'bigint',
  decided_by: 'text',
  decided_at: 'bigint',
  conflict: 'int',
  policy_version: 'int',
  book_version: 'int',
  effects: 'text',
  household: 'text',
  pass: 'text',
  previous: 'bigint',
  presentation: 'text',
  reading: 'text',
  trace: 'text',
  hash: 'text',
} as const;

type EntryColumn = keyof typeof ENTRY_TYPES;

/** The columns of `INSERT_ENTRIES` in the order of its parameters. */
export const ENTRY_COLUMNS = Object.entries(ENTRY_TYPES) as readonly (readonly [EntryColumn, string])[];

export const INSERT_ENTRIES = `
  insert into entries (${ENTRY_COLUMNS.map(([name]) => name).join(', ')})
  select * from unnest(${ENTRY_COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})`;

export const PUT_JOURNALS = `
  update journals j set last_entry = moved.last_entry, top_seq = moved.top_seq, hash = moved.hash
  from unnest($1::int[], $2::bigint[], $3::bigint[], $4::text[]) as moved (number, last_entry, top_seq, hash)
  where j.number = moved.number`;

export const PUT_STATES = `
  update household_states s set state = changed.state, last_entry = changed.last_entry
  from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) as changed (compound, key, state, last_entry)
  where s.compound = changed.compound and s.key = changed.key`;

/** In the order of the ids: two nodes that learn the same lines at once wait for each other in one direction only. */
export const ADD_TRACE_LINES = `
  insert into trace_lines (id, rule, zh, en)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as line (id, rule, zh, en) order by id
  on conflict do nothing`;
