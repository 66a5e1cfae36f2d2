import type { Migration, SchemaWords } from '../migrate.js';

/**
 * Where an entry stands in its journal. PostgreSQL keeps the unique constraint of `entries`: several services write there. On
 * SQLite it cost a quarter of each insertion, so the places are filled in later, in order and many at once, up to the mark
 * `placed` (docs/decisions/0025). `entry_places` reads the same on both.
 */
export const placesLater: Migration = {
  version: 9,
  name: 'places later',
  statements: ({ engine, clustered }) => (engine === 'sqlite' ? onSqlite(clustered) : ON_POSTGRES),
};

const ON_POSTGRES: readonly string[] = [
  'create view entry_places as select journal, seq, id as entry from entries',
];

/** No table refers to `entries`, and nothing is triggered by it: it can be replaced under the same name. */
function onSqlite(clustered: SchemaWords['clustered']): readonly string[] {
  return [
    `create table entries_without_places (
      id integer primary key, journal integer not null, seq bigint not null,
      at bigint not null, received_at bigint not null, direction text not null,
      verdict text not null, reason text not null, next_at bigint,
      decided_by text not null, decided_at bigint not null, conflict integer not null,
      policy_version integer not null, book_version integer not null, effects text not null,
      household text, pass text, previous bigint,
      presentation text not null, reading text, trace text not null, hash text not null)`,
    'insert into entries_without_places select * from entries order by id',
    'drop table entries',
    'alter table entries_without_places rename to entries',
    'create index entries_by_time on entries (at)',
    "create index entries_of_concern on entries (verdict, id) where verdict not in ('allow', 'deny')",
    'create index entries_of_conflict on entries (id) where conflict = 1',
    `create table saved_places (
      journal integer not null, seq bigint not null, entry bigint not null,
      primary key (journal, seq)) ${clustered}`,
    'insert into saved_places (journal, seq, entry) select journal, seq, id from entries order by journal, seq',
    "insert into ledger_marks (name, entry) select 'placed', coalesce(max(id), 0) from entries",
    // SQLite takes each query of it apart into one of the saved places and one of the entries behind the mark.
    `create view entry_places as
      select journal, seq, entry from saved_places
      union all
      select journal, seq, id from entries
      where id > coalesce((select entry from ledger_marks where name = 'placed'), 0)`,
  ];
}
