import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { placesLater } from '#broker/storage/migrations/040-places-later.js';
import { ManualClock } from '../../support/manual-clock.js';
import { buildWorld } from '../support/world.js';

const BEFORE = MIGRATIONS.slice(0, MIGRATIONS.indexOf(placesLater));
const STEP = [...BEFORE, placesLater];

describe('a ledger on SQLite from before places were saved later', () => {
  let database: SqlDatabase;
  const clock = new ManualClock();

  beforeEach(async () => {
    database = await openSqlite({ path: ':memory:' });
    await migrate(database, BEFORE, clock);
    await buildWorld(database);
    await database.script(`
      insert into journals (number, journal, gate, last_entry, top_seq, hash)
        values (1, 'one', 'north', 5, 3, 'h'), (2, 'two', 'south', 4, 1, 'h');
      insert into entries (id, journal, seq, at, received_at, direction, verdict, reason, decided_by, decided_at,
        conflict, policy_version, book_version, effects, previous, presentation, reading, trace, hash)
      select value ->> 0, value ->> 1, value ->> 2, 1000 - (value ->> 0), 1001, 'out', value ->> 3, 'ok', 'service', 1002,
        value ->> 4, 1, 2, 'p', value ->> 5, '[' || value || ']', null, 'abc', 'hash ' || (value ->> 0)
      from json_each('[[5,1,2,"fever",1,1],[1,1,1,"allow",0,null],[3,1,3,"deny",0,1],[4,2,1,"retake",1,null]]')`);
  });
  afterEach(() => database.close());

  const read = async () => ({
    rows: await database.all('select rowid, * from entries'),
    columns: await database.all('select cid, name, type, "notnull", pk from pragma_table_info(\'entries\')'),
    indexes: await database.all(
      "select name, sql from sqlite_schema where type = 'index' and tbl_name = 'entries' and sql is not null order by name",
    ),
    schema: (
      await database.all(
        "select name from sqlite_schema where name not like '%entr%' and name not like '%saved_places%' order by name",
      )
    ).map(({ name }) => name),
  });

  it('has the same rows, columns and indexes afterwards', async () => {
    const before = await read();
    expect(before.rows).toHaveLength(4);
    expect(before.indexes).toHaveLength(3);
    expect(await migrate(database, STEP, clock)).toBe(1);
    expect(await read()).toEqual(before);
    expect(await database.all('pragma foreign_key_check')).toEqual([]);
    expect(await database.all('pragma integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('no longer has what each entry had to pay for', async () => {
    await migrate(database, STEP, clock);
    expect(await database.all('pragma foreign_key_list(entries)')).toEqual([]);
    const unique = 'select name from pragma_index_list(\'entries\') where "unique" = 1';
    expect(await database.all(unique)).toEqual([]);
  });

  it('has the places of all its entries saved, and a mark that says so', async () => {
    await migrate(database, STEP, clock);
    const places = [
      { journal: 1, seq: 1, entry: 1 },
      { journal: 1, seq: 2, entry: 5 },
      { journal: 1, seq: 3, entry: 3 },
      { journal: 2, seq: 1, entry: 4 },
    ];
    for (const table of ['saved_places', 'entry_places']) {
      expect(await database.all(`select * from ${table} order by journal, seq`)).toEqual(places);
    }
    expect(await database.all("select entry from ledger_marks where name = 'placed'")).toEqual([
      { entry: 5 },
    ]);
  });

  it('is as it was when the step fails', async () => {
    const before = await read();
    const failing = {
      ...placesLater,
      statements: () => [
        ...placesLater.statements({ engine: 'sqlite', counter: '', clustered: 'without rowid' }),
        'insert into nowhere values (1)',
      ],
    };
    await expect(migrate(database, [...BEFORE, failing], clock)).rejects.toThrow('nowhere');
    expect(await read()).toEqual(before);
    expect(await migrate(database, STEP, clock)).toBe(1);
  });
});
