import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { sqlInteger, sqlText, sqlTextOrNull } from '#broker/storage/sql-text.js';
import { expectGateError } from '../../support/assert-gate-error.js';

describe('SQL literals', () => {
  let database: SqlDatabase;
  beforeAll(async () => {
    database = await openSqlite({ path: ':memory:' });
  });
  afterAll(() => database.close());

  it('give back any text, whatever quotes, comments and statements it holds', async () => {
    const hostile = fc.constantFrom("'", "''", "'); drop table entries; --", '/*', '\\', '购物证', '\n', '');
    const text = fc.array(fc.oneof(hostile, fc.string())).map((parts) => parts.join(''));
    await fc.assert(
      fc.asyncProperty(
        text.filter((one) => !one.includes('\0')),
        async (one) => {
          expect(await database.all(`select ${sqlText(one)} as text`)).toEqual([{ text: one }]);
        },
      ),
    );
  });

  it('give back whole numbers and null', async () => {
    const sql = `select ${sqlInteger(-5)} as a, ${sqlInteger(Number.MAX_SAFE_INTEGER)} as b, ${sqlInteger(null)} as c, ${sqlTextOrNull(null)} as d`;
    expect(await database.all(sql)).toEqual([{ a: -5, b: Number.MAX_SAFE_INTEGER, c: null, d: null }]);
  });

  it('refuse a NUL, which would end the script, and numbers that are not whole', async () => {
    await expectGateError(() => sqlText('a\0b'), 'database-refused');
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 60]) {
      await expectGateError(() => sqlInteger(value), 'database-refused');
    }
  });
});
