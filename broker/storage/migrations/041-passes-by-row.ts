import type { Migration } from '../migrate.js';

/**
 * SQLite keeps whole rows inside the tree of a table without rowids, so that with the QR texts in them a dozen filled a page
 * of it and a look-up among a million passes went through six. Rows by number are found through three. The foreign key of the
 * cards would take them away together with the old table, so they are laid aside meanwhile.
 */
export const passesByRow: Migration = {
  version: 10,
  name: 'passes by row',
  statements: ({ engine, clustered }) =>
    engine === 'postgres'
      ? []
      : [
          `create table passes_by_row (
            id text not null primary key, compound text not null references compounds (id), kind text not null,
            household text, resident text, not_before bigint not null, expires bigint,
            weekdays text, hours_from text, hours_to text, revoked integer not null default 0,
            code text not null unique, qr text not null, issued_at bigint not null)`,
          `insert into passes_by_row (${PASS}) select ${PASS} from passes order by id`,
          `create table cards_aside as select ${CARD} from cards`,
          'drop table cards',
          'drop table passes',
          'alter table passes_by_row rename to passes',
          'create index passes_of_household on passes (compound, household) where household is not null',
          `create table cards (
            card text primary key, pass text not null references passes (id) on delete cascade,
            compound text not null references compounds (id), bound_at bigint not null,
            bound_by text not null) ${clustered}`,
          `insert into cards (${CARD}) select ${CARD} from cards_aside`,
          'create index cards_of_pass on cards (pass)',
          'drop table cards_aside',
          // They went with the old table; as of 'several nodes'.
          `create trigger passes_tell after update of revoked on passes when old.revoked = 0 and new.revoked = 1 begin
            insert into node_events (kind, body) values ('passes', '{}'); end`,
          `create trigger passes_tell_removed after delete on passes begin
            insert into node_events (kind, body) values ('passes', '{}'); end`,
        ],
};

const PASS =
  'id, compound, kind, household, resident, not_before, expires, weekdays, hours_from, hours_to, revoked, code, qr, issued_at';
const CARD = 'card, pass, compound, bound_at, bound_by';
