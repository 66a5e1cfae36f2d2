import type { Migration } from '../migrate.js';

/**
 * What several services on one PostgreSQL need: ids of entries that all of them draw from, and what they tell each other
 * (see `broker/nodes`). A SQLite file has one service, which counts and tells by itself.
 */
export const severalNodes: Migration = {
  version: 2,
  name: 'several nodes',
  statements: ({ engine }) => (engine === 'sqlite' ? [] : POSTGRES),
};

const POSTGRES: readonly string[] = [
  'create sequence entry_ids as bigint owned by entries.id',
  // Rows that are changed with every batch find room beside their old version, so that no index needs to be touched.
  'alter table household_states set (fillfactor = 70)',
  'alter table journals set (fillfactor = 50)',
  `create table node_events (
    position bigint generated always as identity primary key,
    tx xid8 not null default pg_current_xact_id(),
    node text not null, kind text not null, body text not null,
    at timestamptz not null default clock_timestamp())`,
  'create index node_events_by_tx on node_events (tx)',
];
