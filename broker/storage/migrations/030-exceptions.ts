import type { Migration } from '../migrate.js';

/** Why and when a policy was made, and the one-off exceptions of households. */
export const exceptions: Migration = {
  version: 4,
  name: 'exceptions',
  statements: () => [
    "alter table policies add column reason text not null default ''",
    'alter table policies add column made_at bigint not null default 0',
    'update policies set made_at = effective_at',
  ],
};
