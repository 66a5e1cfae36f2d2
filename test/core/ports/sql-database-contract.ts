import { expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase, SqlValue } from '#core/ports/sql-database.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const TABLE = 'create table words (id integer primary key, word text not null unique)';

/** What every implementation of the database seam must do. */
export function describeSqlDatabase(open: () => Promise<SqlDatabase>): void {
  const withDatabase = async (work: (database: SqlDatabase) => Promise<void>): Promise<void> => {
    const database = await open();
    try {
      await database.script(TABLE);
      await work(database);
    } finally {
      await database.close();
    }
  };

  it('gives back text, numbers, bytes and null as they went in', () =>
    withDatabase(async (database) => {
      const values: readonly SqlValue[] = ['购物证', 37.3, 1_763_770_502_123, new Uint8Array([0, 255]), null];
      const [row] = await database.all('select ? as a, ? as b, ? as c, ? as d, ? as e', values);
      expect(row).toMatchObject({ a: '购物证', b: 37.3, c: 1_763_770_502_123, e: null });
      expect(Array.from(row?.d as Uint8Array)).toEqual([0, 255]);
    }));

  it('tells how many rows changed', () =>
    withDatabase(async (database) => {
      expect(await database.run('insert into words (word) values (?)', ['gate'])).toEqual({
        changes: 1,
      });
      expect((await database.run('update words set word = ? where id = 9', ['lane'])).changes).toBe(0);
    }));

  it('keeps what a transaction wrote and gives its result', () =>
    withDatabase(async (database) => {
      const result = await database.transaction(async (session) => {
        await session.run('insert into words (word) values (?)', ['gate']);
        return session.all('select word from words');
      });
      expect(result).toEqual([{ word: 'gate' }]);
      expect(await database.all('select word from words')).toEqual([{ word: 'gate' }]);
    }));

  it('takes everything back when the work of a transaction throws, and rethrows', () =>
    withDatabase(async (database) => {
      const fault = new GateError('not-ready', { problem: 'a test' });
      const work = database.transaction(async (session) => {
        await session.run('insert into words (word) values (?)', ['gate']);
        throw fault;
      });
      await expect(work).rejects.toBe(fault);
      expect(await database.all('select word from words')).toEqual([]);
      await database.transaction((session) => session.run('insert into words (word) values (?)', ['lane']));
    }));

  it('lets transactions and single statements wait for each other, in the order they came', () =>
    withDatabase(async (database) => {
      const order: string[] = [];
      const slow = database.transaction(async (session) => {
        await session.run('insert into words (word) values (?)', ['first']);
        await new Promise((resolve) => setImmediate(resolve));
        order.push('transaction');
      });
      const next = database.all('select count(*) as n from words').then((rows) => {
        order.push(`statement saw ${String(rows[0]?.n)}`);
      });
      await Promise.all([slow, next]);
      expect(order).toEqual(['transaction', 'statement saw 1']);
    }));

  it('tells data the database refuses from a fault of the database', () =>
    withDatabase(async (database) => {
      await database.run('insert into words (word) values (?)', ['gate']);
      await expectGateError(
        () => database.run('insert into words (word) values (?)', ['gate']),
        'database-refused',
      );
      await expectGateError(
        () => database.run('insert into words (word) values (?)', [null]),
        'database-refused',
      );
      await expectGateError(() => database.all('select nothing from nowhere'), 'database-failed');
    }));

  it('finishes what was begun before it closes, refuses work afterwards, and may be closed twice', async () => {
    const database = await open();
    const begun = database.script(TABLE);
    await Promise.all([begun, database.close()]);
    await database.close();
    await expectGateError(() => database.all('select 1'), 'database-failed');
  });
}
