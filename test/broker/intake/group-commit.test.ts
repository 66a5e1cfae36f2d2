import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GateError } from '#core/errors/gate-error.js';
import { GroupCommit } from '#broker/intake/group-commit.js';
import { ManualClock } from '../../support/manual-clock.js';

interface Held {
  readonly items: readonly string[];
  /** Only its write is left. */
  prepare(): void;
  release(): void;
  fail(error: unknown): void;
}

/** A group commit whose transactions end when a test says so. */
function heldCommits(
  change: { maxBatch?: number; maxWaiting?: number; overlaps?: (items: readonly string[]) => boolean } = {},
): {
  readonly commits: GroupCommit<string, string>;
  /** What became of each item, in the order in which it was told. */
  readonly told: string[];
  readonly held: Held[];
  readonly faults: number[];
  readonly clock: ManualClock;
  readonly turn: () => Promise<void>;
} {
  const told: string[] = [];
  const held: Held[] = [];
  const faults: number[] = [];
  const clock = new ManualClock();
  const commits = new GroupCommit<string, string>({
    work: (items, prepare) =>
      new Promise((resolve, reject) => {
        held.push({
          items: [...items],
          prepare,
          release: () => resolve(items.map((item) => `${item}!`)),
          fail: reject,
        });
      }),
    ...(change.overlaps === undefined ? {} : { overlaps: change.overlaps }),
    clock,
    maxBatch: change.maxBatch ?? 512,
    maxWaiting: change.maxWaiting ?? 1000,
    onCommitted: (items, results) => {
      items.forEach((item, index) => told.push(`${item}: ${results[index] ?? ''}`));
    },
    onRefused: (item, error) => told.push(`${item}: ${(error as Error).message}`),
    onFault: (_, size) => faults.push(size),
  });
  return { commits, told, held, faults, clock, turn: () => clock.advance(0) };
}

const databaseFault = (): GateError =>
  new GateError('database-failed', { path: 'x', action: 'commit', problem: 'the disk is full' });

describe('group commit', () => {
  it('begins with a lone item at once', async () => {
    const { commits, told, held, turn } = heldCommits();
    expect(commits.submit('a')).toBe(true);
    await turn();
    expect(held.map(({ items }) => items)).toEqual([['a']]);
    held[0]?.release();
    await turn();
    expect(told).toEqual(['a: a!']);
  });

  it('leaves what can wait until what it writes at once is written', async () => {
    const order: string[] = [];
    const commits = new GroupCommit<string, string>({
      work: (items) => Promise.resolve(items.map((item) => `${item}!`)),
      clock: new ManualClock(),
      maxBatch: 512,
      maxWaiting: 1000,
      onCommitted: () => {
        process.nextTick(() => order.push('written'));
      },
      onAnswered: (items, results) => order.push(`${items.join()} ${results.join()}`),
      onRefused: () => undefined,
    });
    commits.submit('a');
    commits.submit('b');
    await commits.stop();
    expect(order).toEqual(['written', 'a,b a!,b!']);
  });

  it('gathers what comes while a transaction is in flight into the next one', async () => {
    const { commits, told, held, turn } = heldCommits();
    commits.submit('a');
    await turn();
    for (const item of ['b', 'c', 'd']) commits.submit(item);
    await turn();
    expect(held).toHaveLength(1);
    held[0]?.release();
    await turn();
    expect(held[1]?.items).toEqual(['b', 'c', 'd']);
    held[1]?.release();
    await turn();
    expect(told).toEqual(['a: a!', 'b: b!', 'c: c!', 'd: d!']);
  });

  it('answers a batch while the database works on the next one', async () => {
    const { commits, told, held, turn } = heldCommits();
    commits.submit('a');
    await turn();
    commits.submit('b');
    held[0]?.release();
    await turn();
    expect(held).toHaveLength(2);
    await turn();
    expect(told).toEqual(['a: a!']);
  });

  it('answers nobody before the transaction is committed', async () => {
    const { commits, told, held, turn } = heldCommits();
    commits.submit('a');
    await turn();
    await turn();
    expect(told).toEqual([]);
    held[0]?.release();
    await turn();
    expect(told).toEqual(['a: a!']);
  });

  it('bounds the batch and what waits', async () => {
    const { commits, held, turn } = heldCommits({ maxBatch: 2, maxWaiting: 3 });
    expect(['a', 'b', 'c', 'd'].map((item) => commits.submit(item))).toEqual([true, true, true, false]);
    await turn();
    expect(held[0]?.items).toEqual(['a', 'b']);
    expect(commits.waiting).toBe(1);
  });

  it('waits out a fault of the database, with the same items in the same order', async () => {
    const { commits, told, held, faults, clock, turn } = heldCommits();
    for (const item of ['a', 'b']) commits.submit(item);
    await turn();
    for (let attempt = 0; attempt < 8; attempt += 1) {
      held[attempt]?.fail(databaseFault());
      await turn();
      expect(held).toHaveLength(attempt + 1);
      await clock.advance(2_000);
      expect(held[attempt + 1]?.items).toEqual(['a', 'b']);
    }
    held[8]?.release();
    await turn();
    expect(told).toEqual(['a: a!', 'b: b!']);
    expect(faults).toEqual(new Array(8).fill(2));
  });

  it('lets an item that is at fault fail alone', async () => {
    const { commits, told, held, turn } = heldCommits();
    for (const item of ['a', 'bad', 'c']) commits.submit(item);
    await turn();
    held[0]?.fail(new TypeError('a rule stumbled'));
    await turn();
    held[1]?.release();
    await turn();
    held[2]?.fail(new TypeError('a rule stumbled'));
    await turn();
    held[3]?.release();
    await turn();
    expect(told).toEqual(['a: a!', 'bad: a rule stumbled', 'c: c!']);
    expect(held.map(({ items }) => items)).toEqual([['a', 'bad', 'c'], ['a'], ['bad'], ['c']]);
  });

  describe('while a batch is being written', () => {
    const CROWD = Array.from({ length: 64 }, (_, index) => `item ${index}`);

    /** 'a' is being written. */
    const writing = async (change?: Parameters<typeof heldCommits>[0]) => {
      const group = heldCommits(change);
      group.commits.submit('a');
      await group.turn();
      group.held[0]?.prepare();
      await group.turn();
      return group;
    };
    const submitAll = ({ commits }: { commits: GroupCommit<string, string> }, items: readonly string[]) => {
      for (const item of items) commits.submit(item);
    };
    /** A crowd has come, and all that is in the sockets. */
    const crowded = async (group: ReturnType<typeof heldCommits>) => {
      submitAll(group, CROWD);
      await group.turn();
      await group.turn();
    };

    it('prepares a crowd, and writes and tells it after that batch', async () => {
      const group = await writing();
      await crowded(group);
      expect(group.held[1]?.items).toEqual(CROWD);
      group.held[1]?.prepare();
      group.held[0]?.release();
      await group.turn();
      expect(group.told).toEqual(['a: a!']);
      group.held[1]?.release();
      await group.turn();
      expect(group.told).toHaveLength(65);
    });

    it('prepares with a crowd what comes in the same turn', async () => {
      const group = await writing();
      submitAll(group, CROWD);
      await Promise.resolve();
      group.commits.submit('late');
      await group.turn();
      await group.turn();
      expect(group.held[1]?.items).toEqual([...CROWD, 'late']);
    });

    it('lets fewer than a crowd wait for the next transaction', async () => {
      const group = await writing();
      submitAll(group, CROWD.slice(1));
      await group.turn();
      expect(group.held).toHaveLength(1);
      group.held[0]?.release();
      await group.turn();
      expect(group.held[1]?.items).toHaveLength(63);
    });

    it('prepares no third batch', async () => {
      const group = await writing();
      await crowded(group);
      group.held[1]?.prepare();
      await crowded(group);
      expect(group.held).toHaveLength(2);
    });

    it('prepares nothing that must not overlap', async () => {
      const group = await writing({ overlaps: (items) => !items.includes('item 5') });
      await crowded(group);
      expect(group.held).toHaveLength(1);
      group.held[0]?.release();
      await group.turn();
      expect(group.held[1]?.items).toEqual(CROWD);
    });

    it('does that batch anew before the one that was prepared on it', async () => {
      const group = await writing();
      await crowded(group);
      group.held[1]?.prepare();
      group.held[0]?.fail(databaseFault());
      group.held[1]?.fail(databaseFault());
      await group.turn();
      await group.clock.advance(2_000);
      expect(group.held[2]?.items).toEqual(['a']);
      group.held[2]?.release();
      await group.turn();
      await group.clock.advance(2_000);
      expect(group.held[3]?.items).toEqual(CROWD);
      group.held[3]?.release();
      await group.turn();
      expect(group.told.slice(0, 2)).toEqual(['a: a!', 'item 0: item 0!']);
      expect(group.faults).toEqual([1, 64]);
    });
  });

  it('stops after what was taken is committed and told, and takes nothing more', async () => {
    const { commits, told, held, turn } = heldCommits();
    commits.submit('a');
    await turn();
    commits.submit('b');
    const stopped = commits.stop();
    expect(commits.submit('c')).toBe(false);
    held[0]?.release();
    await turn();
    held[1]?.release();
    await stopped;
    expect(told).toEqual(['a: a!', 'b: b!']);
  });

  it('stops without waiting for a database that is at fault', async () => {
    const { commits, told, held, turn } = heldCommits();
    commits.submit('a');
    await turn();
    held[0]?.fail(databaseFault());
    await turn();
    const stopped = commits.stop();
    await turn();
    held[1]?.fail(databaseFault());
    await stopped;
    expect(told).toEqual([expect.stringContaining('the disk is full')]);
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
          const told: [item: number, result: number | null][] = [];
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
            onCommitted: (items, results) => {
              items.forEach((item, index) => told.push([item, results[index] ?? null]));
            },
            onRefused: (item) => told.push([item, null]),
          });
          for (let item = 0; item < count; item += 1) expect(commits.submit(item)).toBe(true);
          for (let turn = 0; turn < 100; turn += 1) await clock.advance(2_000);
          const items = Array.from({ length: count }, (_, item) => item);
          expect(told.map(([item]) => item)).toEqual(items);
          expect(new Set(done).size).toBe(done.length);
          for (const [item, result] of told) expect(result).toBe(done.includes(item) ? item * 2 : null);
        },
      ),
      { numRuns: 30 },
    );
  });
});
