import type { Migration } from '../migrate.js';

/**
 * What duty workers and controllers add to entries. Ids are counted together with those of entries. Conflicts are listed by
 * an index of their own, which entries without one do not touch.
 */
export const amendments: Migration = {
  version: 8,
  name: 'amendments',
  statements: ({ engine }) => [
    `create table amendments (
      id ${engine === 'sqlite' ? 'integer' : 'bigint'} primary key,
      journal integer not null references journals (number), seq bigint,
      entry bigint not null, kind text not null, made_by text not null,
      at bigint not null, received_at bigint not null, reason text,
      change text not null, place bigint, verdict text, verdict_reason text, no_effect text,
      household text, pass text, previous bigint,
      said text not null, reading text, hash text not null,
      unique (journal, seq))`,
    'create index amendments_of_entry on amendments (entry)',
    'create index amendments_by_time on amendments (received_at)',
    'create index entries_of_conflict on entries (id) where conflict = 1',
  ],
};
