import type { Migration } from '../migrate.js';

/**
 * How long personal data is kept, how far it has been erased, and what the erased entries had left of each household's state,
 * so that a replay can begin after them.
 */
export const retention: Migration = {
  version: 2,
  name: 'retention',
  statements: ({ clustered }) => [
    `create table retention (
      compound text primary key references compounds (id),
      temperature_days integer, entry_days integer, alarm_days integer, quarantine_days integer,
      author text not null, changed_at bigint not null)`,
    `create table erasures (
      compound text not null references compounds (id), target text not null,
      until_entry bigint not null, older_than bigint not null, ran_at bigint not null,
      primary key (compound, target)) ${clustered}`,
    `create table state_checkpoints (
      compound text not null, key text not null, state text not null,
      primary key (compound, key)) ${clustered}`,
  ],
};
