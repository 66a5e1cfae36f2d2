import { expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import type { RunResult, SqlDatabase, SqlSession, SqlValue } from '#core/ports/sql-database.js';
import { expectGateError } from '../../support/assert-gate-error.js';

const TABLE = 'create table words (word text not null unique)';

interface Opening {
  readonly open: () => Promise<SqlDatabase>;
  /** Whether reports have connections of their own, which refuse to write. */
  readonly hasReaders: boolean;
}

/** What every implementation of the database seam must do. */
export function describeSqlDatabase({ open, hasReaders }: Opening): void {
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
      const bytes = database.engine === 'sqlite' ? 'blob' : 'bytea';
      await database.script(
        `create table kinds (a text, b double precision, c bigint, d ${bytes}, e bigint)`,
      );
      const places = database.engine === 'sqlite' ? '?, ?, ?, ?, ?' : '$1, $2, $3, $4, $5';
      await database.run(`insert into kinds values (${places})`, values);
      const [row] = await database.all('select * from kinds');
      expect(row).toMatchObject({ a: '购物证', b: 37.3, c: 1_763_770_502_123, e: null });
      expect(Array.from(row?.d as Uint8Array)).toEqual([0, 255]);
    }));

  it('tells how many rows changed', () =>
    withDatabase(async (database) => {
      expect(await add(database, 'gate')).toEqual({ changes: 1 });
      expect((await database.run("update words set word = 'lane' where word = 'door'")).changes).toBe(0);
    }));

  it('keeps what a transaction wrote and gives its result', () =>
    withDatabase(async (database) => {
      const result = await database.transaction(async (session) => {
        await add(session, 'gate');
        return session.all('select word from words');
      });
      expect(result).toEqual([{ word: 'gate' }]);
      expect(await database.all('select word from words')).toEqual([{ word: 'gate' }]);
    }));

  it('takes everything back when the work of a transaction throws, and rethrows', () =>
    withDatabase(async (database) => {
      const fault = new GateError('not-ready', { problem: 'a test' });
      const work = database.transaction(async (session) => {
        await add(session, 'gate');
        throw fault;
      });
      await expect(work).rejects.toBe(fault);
      expect(await database.all('select word from words')).toEqual([]);
      await database.transaction((session) => add(session, 'lane'));
    }));

  it('takes back a transaction one of whose statements failed, whether the work waited for it or not', () =>
    withDatabase(async (database) => {
      const work = database.transaction(async (session) => {
        await add(session, 'gate');
        await add(session, null);
      });
      await expectGateError(() => work, 'database-refused');
      expect(await database.all('select word from words')).toEqual([]);
    }));

  it('never shows a statement what a transaction has not committed', () =>
    withDatabase(async (database) => {
      const committed: string[] = [];
      const slow = database
        .transaction(async (session) => {
          await add(session, 'first');
          await new Promise((resolve) => setImmediate(resolve));
        })
        .then(() => committed.push('first'));
      const [row] = await database.all('select count(*) as n from words');
      expect(Number(row?.['n'])).toBeLessThanOrEqual(committed.length);
      await slow;
      expect(await database.all('select count(*) as n from words')).toEqual([{ n: 1 }]);
    }));

  it('runs many statements at once and answers each with its own rows', () =>
    withDatabase(async (database) => {
      const numbers = Array.from({ length: 50 }, (_, index) => index);
      const place = database.engine === 'sqlite' ? '?' : '$1';
      const asked = numbers.map((n) => database.all(`select cast(${place} as integer) as n`, [n]));
      expect((await Promise.all(asked)).flat().map(({ n }) => n)).toEqual(numbers);
    }));

  it('commits a script whole or not at all', () =>
    withDatabase(async (database) => {
      const good = "insert into words values ('gate')";
      await expectGateError(
        () => database.commitScript(`${good}; insert into nowhere values (1)`),
        'database-failed',
      );
      expect(await database.all('select word from words')).toEqual([]);
      await database.commitScript(`${good}; insert into words values ('lane')`);
      expect(await database.all('select word from words order by word')).toHaveLength(2);
    }));

  it('shows its reader what is committed', () =>
    withDatabase(async (database) => {
      await add(database, 'gate');
      expect(await database.reader.all('select word from words')).toEqual([{ word: 'gate' }]);
    }));

  it('tells data the database refuses from a fault of the database', () =>
    withDatabase(async (database) => {
      await add(database, 'gate');
      await expectGateError(() => add(database, 'gate'), 'database-refused');
      await expectGateError(() => add(database, null), 'database-refused');
      await expectGateError(() => database.all('select nothing from nowhere'), 'database-failed');
    }));

  it('finishes what was begun before it closes, refuses work afterwards, and may be closed twice', async () => {
    const database = await open();
    const begun = database.script(TABLE);
    await Promise.all([begun, database.close()]);
    await database.close();
    await expectGateError(() => database.all('select 1'), 'database-failed');
  });

  if (!hasReaders) return;
  it('has a reader that refuses to write', () =>
    withDatabase(async (database) => {
      const write = "insert into words values ('gate')";
      await expectGateError(() => database.reader.run(write), 'database-failed');
      await expectGateError(() => database.reader.all(`${write} returning word`), 'database-failed');
      expect(await database.all('select word from words')).toEqual([]);
    }));
}

function add(session: SqlSession, word: string | null): Promise<RunResult> {
  const place = session.engine === 'sqlite' ? '?' : '$1';
  return session.run(`insert into words (word) values (${place})`, [word]);
}
