import type { Migration } from '../migrate.js';

/**
 * What the nodes of one database tell each other (`broker/nodes`). The tables of the register tell of their changes by
 * themselves, inside the transaction that changes them, so that no change can be made without its event; `node` is the
 * name the connection has given itself. What happens at a gate is told by the node it happened at.
 */
export const severalNodes: Migration = {
  version: 3,
  name: 'several nodes',
  statements: ({ engine }) => (engine === 'sqlite' ? SQLITE : POSTGRES),
};

/** One service has the file, so every event is its own, and events are read in the order of their numbers. */
const SQLITE: readonly string[] = [
  `create table node_events (
    position integer primary key, kind text not null, body text not null,
    at integer not null default (unixepoch() * 1000))`,
  `create trigger compounds_tell_new after insert on compounds begin
    insert into node_events (kind, body)
    values ('book', json_object('compound', new.id, 'version', new.book_version)); end`,
  `create trigger compounds_tell after update of book_version on compounds
    when old.book_version <> new.book_version begin
    insert into node_events (kind, body)
    values ('book', json_object('compound', new.id, 'version', new.book_version)); end`,
  `create trigger passes_tell after update of revoked on passes when old.revoked = 0 and new.revoked = 1 begin
    insert into node_events (kind, body) values ('passes', '{}'); end`,
  `create trigger passes_tell_removed after delete on passes begin
    insert into node_events (kind, body) values ('passes', '{}'); end`,
  `create trigger gates_tell_new after insert on gates begin
    insert into node_events (kind, body) values ('gate', json_object('gate', new.id)); end`,
  `create trigger gates_tell after update of name, password_salt, password_hash, quarantined on gates begin
    insert into node_events (kind, body) values ('gate', json_object('gate', new.id)); end`,
  ...['insert', 'update', 'delete'].map(
    (change) => `create trigger signing_keys_tell_${change} after ${change} on signing_keys begin
    insert into node_events (kind, body) values ('keys', '{}'); end`,
  ),
  ...['insert', 'update'].map(
    (change) => `create trigger alarms_tell_${change} after ${change} on alarms begin
    insert into node_events (kind, body) values ('alarms', json_object('ids', json_array(new.id))); end`,
  ),
];

/** A statement that changes many rows tells of them once; the channel wakes the others when it is committed. */
function told(name: string, condition: string, body: string): string {
  return `create function ${name}() returns trigger language plpgsql as $$ begin
    if ${condition} then
      insert into node_events (kind, body) values (tg_argv[0], ${body});
      perform pg_notify('gatehouse', current_setting('application_name'));
    end if;
    return null; end $$`;
}

const IDS = "(select json_build_object('ids', json_agg(id order by id)) from changed)";
const WITH_OLD = 'referencing old table as before new table as changed for each statement';
const WITH_NEW = 'referencing new table as changed for each statement';

const POSTGRES: readonly string[] = [
  // Ids that every node draws from, and room beside rows that change with every batch, so that no index is touched.
  'create sequence entry_ids as bigint owned by entries.id',
  'alter table household_states set (fillfactor = 70)',
  'alter table journals set (fillfactor = 50)',
  // `tx` tells which looks at the table have already seen a row; positions are given out before they are committed.
  `create table node_events (
    position bigint generated always as identity primary key,
    tx xid8 not null default pg_current_xact_id(),
    node text not null default current_setting('application_name'),
    kind text not null, body text not null, at timestamptz not null default clock_timestamp())`,
  'create index node_events_by_tx on node_events (tx)',
  told('tell_book', 'true', "json_build_object('compound', new.id, 'version', new.book_version)"),
  told('tell_gate', 'true', "json_build_object('gate', new.id)"),
  told('tell_nothing_more', 'true', "'{}'"),
  told('tell_ids', 'exists (select from changed)', IDS),
  told(
    'tell_revoked',
    'exists (select from changed join before using (id) where changed.revoked > before.revoked)',
    "'{}'",
  ),
  told('tell_removed', 'exists (select from before)', "'{}'"),
  `create trigger tell_new after insert on compounds for each row execute function tell_book('book')`,
  `create trigger tell after update of book_version on compounds for each row
    when (old.book_version <> new.book_version) execute function tell_book('book')`,
  `create trigger tell after update on passes ${WITH_OLD} execute function tell_revoked('passes')`,
  `create trigger tell_removed after delete on passes referencing old table as before for each statement
    execute function tell_removed('passes')`,
  `create trigger tell_new after insert on gates for each row execute function tell_gate('gate')`,
  `create trigger tell after update of name, password_salt, password_hash, quarantined on gates for each row
    execute function tell_gate('gate')`,
  `create trigger tell after insert or update or delete on signing_keys for each statement
    execute function tell_nothing_more('keys')`,
  `create trigger tell_new after insert on alarms ${WITH_NEW} execute function tell_ids('alarms')`,
  `create trigger tell after update on alarms ${WITH_NEW} execute function tell_ids('alarms')`,
];
