import type { Migration } from '../migrate.js';

/**
 * The life of alarms: what was done about each stands beside it, and every step is a row of its own that is never changed
 * (docs/decisions/0024). `escalate_at` is when somebody else has to be told; null when nobody has.
 */
export const alarmLife: Migration = {
  version: 7,
  name: 'alarm life',
  statements: ({ counter }) => [
    ...[
      'known_at bigint not null default 0',
      'times integer not null default 1',
      'acknowledged_by text',
      'acknowledged_at bigint',
      'owned_by text',
      'owned_at bigint',
      'resolved_by text',
      'resolved_at bigint',
      'outcome text',
      "note text not null default ''",
      'shelved_by text',
      'shelved_at bigint',
      'shelved_reason text',
      'shelved_until bigint',
      'cleared_at bigint',
      'escalated integer not null default 0',
      'escalate_at bigint',
      'fever text',
    ].map((column) => `alter table alarms add column ${column}`),
    "update alarms set known_at = raised_at, cleared_at = case when state = 'cleared' then raised_at end",
    'create index alarms_of_pass on alarms (pass, kind)',
    'create index alarms_to_escalate on alarms (escalate_at) where escalate_at is not null',
    'create index alarms_of_household on alarms (compound, household) where resolved_at is null',
    "create unique index alarms_overdue_once on alarms (journal, seq) where kind = 'overdue-return'",
    `create table alarm_events (
      id ${counter}, alarm bigint not null references alarms (id), at bigint not null, author text,
      action text not null, detail text not null)`,
    'create index events_of_alarm on alarm_events (alarm, id)',
  ],
};
