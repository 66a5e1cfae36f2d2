import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { compoundId } from '#core/units/ids.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ledgerDatabase } from '../support/ledger-database.js';

const garden = {
  id: compoundId('garden'),
  name: '花园',
  timezone: 'Asia/Shanghai',
  policy_version: 1,
  book_version: 1,
};

describe('queries over the database seam', () => {
  let database: SqlDatabase;
  beforeEach(async () => {
    database = await ledgerDatabase();
  });
  afterEach(() => database.close());

  it('insert, read, update and delete, and count what changed', async () => {
    const queries = queriesOn(database);
    await queries.insertInto('compounds').values(garden).execute();
    expect(await queries.selectFrom('compounds').selectAll().execute()).toEqual([garden]);
    const update = queries.updateTable('compounds').set({ name: '新花园' }).where('id', '=', garden.id);
    expect((await update.executeTakeFirst()).numUpdatedRows).toBe(1n);
    const removal = queries.deleteFrom('compounds').where('name', '=', '新花园');
    expect((await removal.executeTakeFirst()).numDeletedRows).toBe(1n);
  });

  it('give back rows of a statement with "returning"', async () => {
    const statement = queriesOn(database).insertInto('compounds').values(garden).returning('timezone');
    expect(await statement.execute()).toEqual([{ timezone: 'Asia/Shanghai' }]);
  });

  it('take part in the transaction whose session they are built on', async () => {
    const failing = database.transaction(async (session) => {
      await queriesOn(session).insertInto('compounds').values(garden).execute();
      throw new RangeError('the work fails');
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await queriesOn(database).selectFrom('compounds').selectAll().execute()).toEqual([]);
  });

  it('refuse to begin a transaction by themselves', async () => {
    const work = queriesOn(database).transaction();
    await expectGateError(() => work.execute(() => Promise.resolve()), 'database-failed');
  });
});
