import type { Migration } from '../migrate.js';

/**
 * Register, ledger, alarms, quarantine and accounts. Plain SQL: instants are integer milliseconds in `bigint`, truth is 0
 * or 1, documents are JSON text. Entries are only ever added; names stand in `residents` alone, apart from the ledger.
 */
export const firstSchema: Migration = {
  version: 1,
  name: 'first schema',
  statements: [
    `create table compounds (
      id text primary key, name text not null, timezone text not null,
      policy_version integer not null, book_version integer not null)`,
    `create table policies (
      compound text not null references compounds (id), version integer not null,
      author text not null, effective_at bigint not null, rules text not null,
      primary key (compound, version))`,
    `create table gates (
      id text primary key, compound text not null references compounds (id), name text not null,
      password_salt text not null, password_hash text not null,
      last_heard_at bigint, quarantined integer not null default 0)`,
    `create table households (
      compound text not null references compounds (id), id text not null,
      sealed integer not null default 0,
      primary key (compound, id))`,
    `create table residents (
      compound text not null, household text not null, id text not null, name text not null,
      isolated integer not null default 0,
      primary key (compound, household, id),
      foreign key (compound, household) references households (compound, id))`,
    `create table passes (
      id text primary key, compound text not null references compounds (id), kind text not null,
      household text, resident text, not_before bigint not null, expires bigint,
      weekdays text, hours_from text, hours_to text, revoked integer not null default 0,
      code text not null unique, issued_at bigint not null)`,
    'create index passes_of_household on passes (compound, household) where household is not null',
    'create table signing_keys (id text primary key, seed text not null, created_at bigint not null)',
    `create table household_states (
      compound text not null, key text not null, state text not null,
      primary key (compound, key))`,
    `create table journals (
      number integer primary key, journal text not null unique, gate text not null references gates (id))`,
    `create table entries (
      id integer primary key, journal integer not null references journals (number), seq bigint not null,
      gate text not null, compound text not null, at bigint not null, received_at bigint not null,
      lane text not null, direction text not null, purpose text, credential_kind text not null,
      body_c double precision, verdict text not null, reason text not null, next_at bigint,
      household text, pass text, decided_by text not null, decided_at bigint not null,
      conflict integer not null, policy_version integer not null, book_version integer not null,
      trace text not null, entry text not null,
      unique (journal, seq))`,
    'create index entries_of_household on entries (household, id) where household is not null',
    'create index entries_of_gate on entries (gate, id)',
    'create index entries_of_verdict on entries (verdict, id)',
    'create index entries_by_time on entries (at)',
    `create table alarms (
      id integer primary key, kind text not null, severity text not null, state text not null,
      compound text not null, gate text not null, household text, pass text,
      journal text not null, seq bigint not null, raised_at bigint not null)`,
    "create index alarms_open on alarms (compound, pass) where state <> 'cleared'",
    `create table quarantine (
      id integer primary key, gate text not null, topic text not null, problem text not null,
      excerpt text not null, received_at bigint not null)`,
    'create index quarantine_of_gate on quarantine (gate, id)',
    `create table accounts (
      "user" text primary key, role text not null, password_hash text not null, created_at bigint not null)`,
    `create table sessions (
      token_hash text primary key, "user" text not null references accounts ("user"), expires_at bigint not null)`,
    `create table tokens (
      name text primary key, token_hash text not null unique, role text not null, created_at bigint not null)`,
  ],
};
