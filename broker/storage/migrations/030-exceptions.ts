import type { Migration } from '../migrate.js';

/** Why and when a policy was made, and the one-off exceptions of households (docs/decisions/0021). */
export const exceptions: Migration = {
  version: 6,
  name: 'exceptions',
  statements: ({ clustered }) => [
    "alter table policies add column reason text not null default ''",
    'alter table policies add column made_at bigint not null default 0',
    'update policies set made_at = effective_at',
    `create table exceptions (
      id text primary key, compound text not null references compounds (id), household text not null,
      starts_at bigint not null, expires bigint not null, reason text not null, note text not null,
      approver text not null, granted_at bigint not null, withdrawn_at bigint, withdrawn_by text) ${clustered}`,
    'create index exceptions_of_household on exceptions (compound, household)',
    'create index exceptions_by_time on exceptions (compound, granted_at)',
  ],
};
