import type { Migration } from '../migrate.js';

/**
 * What a register needs beyond names: details of residents (erased with them), orders of isolation and seals, and imports.
 * An import keeps the rows of its file until it is done, and for its undo both images of every resident it changes.
 */
export const registerImports: Migration = {
  version: 4,
  name: 'register imports',
  statements: () => [...PEOPLE, ...IMPORTS],
};

const PEOPLE: readonly string[] = [
  `create table resident_details (
    compound text not null, household text not null, resident text not null,
    phone text, relation text, notes text, care text, id_hash text, id_tail text,
    primary key (compound, household, resident),
    foreign key (compound, household, resident) references residents (compound, household, id) on delete cascade)`,
  'create index resident_details_of_id on resident_details (compound, id_hash) where id_hash is not null',
  `create table isolation_orders (
    id text primary key, compound text not null, household text not null, resident text not null,
    reason text not null, author text not null, since bigint not null, until_at bigint,
    lifted_at bigint, lifted_by text)`,
  'create index isolation_orders_of_resident on isolation_orders (compound, household, resident)',
  'create index isolation_orders_running on isolation_orders (until_at) where lifted_at is null',
  `create table seal_orders (
    id text primary key, compound text not null, household text not null, sealed integer not null,
    reason text not null, author text not null, at bigint not null)`,
  'create index seal_orders_of_household on seal_orders (compound, household, at)',
  'create table register_keys (name text primary key, secret text not null, created_at bigint not null)',
];

const IMPORTS: readonly string[] = [
  `create table imports (
    id text primary key, compound text not null references compounds (id), state text not null,
    author text not null, file_name text not null, created_at bigint not null, heard_at bigint not null,
    rows_read integer not null, percent integer not null, report text not null, preview text,
    missing text, committed_at bigint, committed_by text, undone_at bigint, undone_by text)`,
  'create index imports_of_compound on imports (compound, created_at)',
  `create table import_rows (
    import text not null references imports (id) on delete cascade, line integer not null,
    state text not null, household text, name text not null, name_key text not null,
    phone text, relation text, notes text, care text, id_hash text, id_tail text,
    faults text not null, cells text,
    primary key (import, line))`,
  'create index import_rows_of_household on import_rows (import, household, line)',
  'create index import_rows_of_id on import_rows (import, id_hash)',
  `create table import_images (
    import text not null references imports (id) on delete cascade, side text not null,
    household text not null, resident text not null, name text not null,
    phone text, relation text, notes text, care text, id_hash text, id_tail text,
    primary key (import, side, household, resident))`,
  `create table import_households (
    import text not null references imports (id) on delete cascade, household text not null,
    kind text not null,
    primary key (import, household))`,
  `create table import_passes (
    import text not null references imports (id) on delete cascade, pass text not null,
    primary key (import, pass))`,
];
