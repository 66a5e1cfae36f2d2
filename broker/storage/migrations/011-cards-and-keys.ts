import type { Migration } from '../migrate.js';

/** Cards that are bound to passes, what became of signing keys, and how long contacts are kept. */
export const cardsAndKeys: Migration = {
  version: 5,
  name: 'cards and keys',
  statements: ({ clustered }) => [
    `create table cards (
      card text primary key, pass text not null references passes (id) on delete cascade,
      compound text not null references compounds (id), bound_at bigint not null, bound_by text not null) ${clustered}`,
    'create index cards_of_pass on cards (pass)',
    'alter table signing_keys add column ends_at bigint',
    'alter table signing_keys add column revoked_at bigint',
    'alter table retention add column contact_days integer',
  ],
};
