import { describe, expect, it } from 'vitest';
import type { SqlDatabase, SqlSession } from '#core/ports/sql-database.js';
import { GroupCommit } from '#gateway/journal/group-commit.js';

const SESSION: SqlSession = {
  engine: 'sqlite',
  run: () => Promise.resolve({ changes: 0 }),
  all: () => Promise.resolve([]),
  script: () => Promise.resolve(),
};

/** Counts commits; a transaction ends one turn of the event loop after its work. */
function countingDatabase(): { database: SqlDatabase; sizes: number[]; counted: () => void } {
  const sizes: number[] = [];
  let inGroup = 0;
  const database: SqlDatabase = {
    ...SESSION,
    reader: SESSION,
    revision: 0,
    commitScript: () => Promise.resolve(),
    close: () => Promise.resolve(),
    transaction: async (work) => {
      inGroup = 0;
      const result = await work(SESSION);
      await new Promise((resolve) => setImmediate(resolve));
      sizes.push(inGroup);
      return result;
    },
  };
  return { database, sizes, counted: () => (inGroup += 1) };
}

describe('the group commit', () => {
  it('commits a lone write at once and what gathers meanwhile together', async () => {
    const { database, sizes, counted } = countingDatabase();
    const commits = new GroupCommit(database);
    const write = (value: number): Promise<number> =>
      commits.write(() => {
        counted();
        return Promise.resolve(value);
      });
    const results = await Promise.all(Array.from({ length: 500 }, (_, index) => write(index)));
    expect(results).toEqual(Array.from({ length: 500 }, (_, index) => index));
    expect(sizes).toEqual([1, 200, 200, 99]);
  });

  it('lets no write fail for the fault of another', async () => {
    const { database } = countingDatabase();
    const commits = new GroupCommit(database);
    const first = commits.write(() => Promise.resolve('first'));
    const bad = commits.write(() => Promise.reject(new Error('bad')));
    const good = commits.write(() => Promise.resolve('good'));
    expect(await Promise.allSettled([first, bad, good])).toMatchObject([
      { status: 'fulfilled', value: 'first' },
      { status: 'rejected', reason: { message: 'bad' } },
      { status: 'fulfilled', value: 'good' },
    ]);
  });

  it('goes on after a commit that failed', async () => {
    const { database } = countingDatabase();
    let failures = 1;
    const broken: SqlDatabase = {
      ...database,
      transaction: (work) =>
        failures-- > 0 ? Promise.reject(new Error('disk full')) : database.transaction(work),
    };
    const commits = new GroupCommit(broken);
    await expect(commits.write(() => Promise.resolve(1))).rejects.toThrow('disk full');
    expect(await commits.write(() => Promise.resolve(2))).toBe(2);
  });
});
