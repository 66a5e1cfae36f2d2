import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase, SqlRow } from '#core/ports/sql-database.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { passesByRow } from '#broker/storage/migrations/041-passes-by-row.js';
import { ManualClock } from '../../../support/manual-clock.js';
import { buildWorld } from '../../support/world.js';

const BEFORE = MIGRATIONS.filter(({ version }) => version < passesByRow.version);

describe('the step that keeps passes by row', () => {
  let database: SqlDatabase;
  const clock = new ManualClock();
  const rows = (sql: string): Promise<SqlRow[]> => database.all(sql);
  const step = (): Promise<number> => migrate(database, [...BEFORE, passesByRow], clock);

  beforeEach(async () => {
    database = await openSqlite({ path: ':memory:' });
    await migrate(database, BEFORE, clock);
    await buildWorld(database);
    await database.run("insert into cards values ('04A1B2C3', 'p-501', 'garden', 5, 'admin')");
  });
  afterEach(() => database.close());

  it('keeps every pass and every card as they were', async () => {
    const passes = await rows('select * from passes');
    const cards = await rows('select * from cards');
    await step();
    expect(await rows('select * from passes')).toEqual(passes);
    expect(await rows('select * from cards')).toEqual(cards);
    expect(passes.length * cards.length).toBe(1);
  });

  it('gives passes numbered rows with the same indexes and triggers, and leaves nothing behind', async () => {
    const names = (): Promise<SqlRow[]> =>
      rows("select name from sqlite_schema where name not like 'sqlite_%' order by name");
    const before = await names();
    expect(
      await rows("select sql from sqlite_schema where name = 'passes' and sql like '%without rowid%'"),
    ).toHaveLength(1);
    await step();
    expect(await names()).toEqual(before);
    expect(await rows('select rowid from passes')).toEqual([{ rowid: 1 }]);
  });

  it('still lets a card go with its pass, and binds none to a pass that is not there', async () => {
    await step();
    const stray = "insert into cards values ('04FFFFFF', 'p-none', 'garden', 5, 'admin')";
    await expect(database.run(stray)).rejects.toMatchObject({ code: 'database-refused' });
    await database.run("delete from passes where id = 'p-501'");
    expect(await rows('select * from cards')).toEqual([]);
  });
});
