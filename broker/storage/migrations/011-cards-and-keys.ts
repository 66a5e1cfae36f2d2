import type { Migration } from '../migrate.js';

/** Cards that are bound to passes, what became of signing keys, and how long contacts are kept. */
export const cardsAndKeys: Migration = {
  version: 5,
  name: 'cards and keys',
  statements: ({ clustered, engine }) => [
    `create table cards (
      card text primary key, pass text not null references passes (id) on delete cascade,
      compound text not null references compounds (id), bound_at bigint not null, bound_by text not null) ${clustered}`,
    'create index cards_of_pass on cards (pass)',
    'alter table signing_keys add column ends_at bigint',
    'alter table signing_keys add column revoked_at bigint',
    'alter table retention add column contact_days integer',
    'alter table resident_details add column written_at bigint not null default 0',
    // How old they are nobody has kept: they are from today.
    `update resident_details set written_at = ${NOW[engine]}`,
    'create index resident_details_by_age on resident_details (compound, written_at)',
  ],
};

const NOW = { sqlite: 'unixepoch() * 1000', postgres: 'cast(extract(epoch from now()) as bigint) * 1000' };
