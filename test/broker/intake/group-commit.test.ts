import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import { GroupCommit } from '#broker/intake/group-commit.js';
import { ManualClock } from '../../support/manual-clock.js';

interface Held {
  readonly items: readonly string[];
  release(): void;
  fail(error: unknown): void;
}

/** A group commit whose transactions end when a test says so. */
function heldCommits(change: { maxBatch?: number; maxWaiting?: number } = {}): {
  readonly commits: GroupCommit<string, string>;
  readonly held: Held[];
  readonly faults: number[];
  readonly clock: ManualClock;
  readonly turn: () => Promise<void>;
} {
  const held: Held[] = [];
  const faults: number[] = [];
  const clock = new ManualClock();
  const commits = new GroupCommit<string, string>({
    work: (items) =>
      new Promise((resolve, reject) => {
        held.push({ items, release: () => resolve(items.map((item) => `${item}!`)), fail: reject });
      }),
    clock,
    maxBatch: change.maxBatch ?? 512,
    maxWaiting: change.maxWaiting ?? 1000,
    onFault: (_, size) => faults.push(size),
  });
  return { commits, held, faults, clock, turn: () => clock.advance(0) };
}

function taken<T>(result: Promise<T> | null): Promise<T> {
  if (result === null) throw new Error('it was not taken');
  return result;
}

const databaseFault = (): GateError =>
  new GateError('database-failed', { path: 'x', action: 'commit', problem: 'the disk is full' });

describe('group commit', () => {
  it('begins with a lone item at once', async () => {
    const { commits, held, turn } = heldCommits();
    const result = commits.submit('a');
    await turn();
    expect(held.map(({ items }) => items)).toEqual([['a']]);
    held[0]?.release();
    expect(await result).toBe('a!');
  });

  it('gathers what comes while a transaction is in flight into the next one', async () => {
    const { commits, held, turn } = heldCommits();
    void commits.submit('a');
    await turn();
    const results = ['b', 'c', 'd'].map((item) => taken(commits.submit(item)));
    await turn();
    expect(held).toHaveLength(1);
    held[0]?.release();
    await turn();
    expect(held[1]?.items).toEqual(['b', 'c', 'd']);
    held[1]?.release();
    expect(await Promise.all(results)).toEqual(['b!', 'c!', 'd!']);
  });

  it('answers nobody before the transaction is committed', async () => {
    const { commits, held, turn } = heldCommits();
    let isAnswered = false;
    void commits.submit('a')?.then(() => {
      isAnswered = true;
    });
    await turn();
    await turn();
    expect(isAnswered).toBe(false);
    held[0]?.release();
    await turn();
    expect(isAnswered).toBe(true);
  });

  it('bounds the batch and what waits', async () => {
    const { commits, held, turn } = heldCommits({ maxBatch: 2, maxWaiting: 3 });
    const isTaken = ['a', 'b', 'c', 'd'].map((item) => commits.submit(item) !== null);
    expect(isTaken).toEqual([true, true, true, false]);
    await turn();
    expect(held[0]?.items).toEqual(['a', 'b']);
    expect(commits.waiting).toBe(1);
  });

  it('waits out a fault of the database, with the same items in the same order', async () => {
    const { commits, held, faults, clock, turn } = heldCommits();
    const results = ['a', 'b'].map((item) => taken(commits.submit(item)));
    await turn();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      held[attempt]?.fail(databaseFault());
      await turn();
      expect(held).toHaveLength(attempt + 1);
      await clock.advance(2_000);
      expect(held[attempt + 1]?.items).toEqual(['a', 'b']);
    }
    held[8]?.release();
    expect(await Promise.all(results)).toEqual(['a!', 'b!']);
    expect(faults).toEqual(new Array(8).fill(2));
  });

  it('lets an item that is at fault fail alone', async () => {
    const { commits, held, turn } = heldCommits();
    const [a, b, c] = ['a', 'bad', 'c'].map((item) => taken(commits.submit(item)));
    const failure = b?.catch((error: unknown) => (error as Error).message);
    await turn();
    held[0]?.fail(new TypeError('a rule stumbled'));
    await turn();
    held[1]?.release();
    await turn();
    held[2]?.fail(new TypeError('a rule stumbled'));
    await turn();
    held[3]?.release();
    expect(await Promise.all([a, failure, c])).toEqual(['a!', 'a rule stumbled', 'c!']);
    expect(held.map(({ items }) => items)).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  it('stops after what was taken is committed, and takes nothing more', async () => {
    const { commits, held, turn } = heldCommits();
    const result = commits.submit('a');
    await turn();
    const waiting = commits.submit('b');
    const stopped = commits.stop();
    expect(commits.submit('c')).toBeNull();
    held[0]?.release();
    await turn();
    held[1]?.release();
    await stopped;
    expect(await Promise.all([result, waiting])).toEqual(['a!', 'b!']);
  });

  it('stops without waiting for a database that is at fault', async () => {
    const { commits, held, turn } = heldCommits();
    const failure = commits.submit('a')?.catch((error: unknown) => (error as GateError).code);
    await turn();
    held[0]?.fail(databaseFault());
    await turn();
    const stopped = commits.stop();
    await turn();
    held[1]?.fail(databaseFault());
    await stopped;
    expect(await failure).toBe('database-failed');
  });

  it('does every item once and gives each its own result, however transactions fail', async () => {
    const plan = fc.array(fc.constantFrom('ok', 'database', 'item'), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 7 }),
        plan,
        async (count, maxBatch, faults) => {
          const clock = new ManualClock();
          const done: number[] = [];
          const queue = [...faults];
          const commits = new GroupCommit<number, number>({
            work: (items) => {
              const fate = queue.shift() ?? 'ok';
              if (fate === 'database') return Promise.reject(databaseFault());
              if (fate === 'item' && items.some((item) => item % 5 === 0))
                return Promise.reject(new TypeError('x'));
              done.push(...items);
              return Promise.resolve(items.map((item) => item * 2));
            },
            clock,
            maxBatch,
            maxWaiting: 1000,
          });
          const results = Array.from({ length: count }, (_, item) =>
            taken(commits.submit(item)).catch(() => null),
          );
          for (let turn = 0; turn < 100; turn += 1) await clock.advance(2_000);
          const settled = await Promise.all(results);
          expect(new Set(done).size).toBe(done.length);
          settled.forEach((result, item) => {
            expect(result).toBe(done.includes(item) ? item * 2 : null);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});
