import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { postgresNotices } from '#core/bindings/postgres-notices.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { SqlNotices } from '#core/ports/sql-notices.js';
import { HOUR, type Milliseconds } from '#core/units/instant.js';
import type { NodeEvent } from '#broker/nodes/node-event.js';
import { NodeFeed, type HeardEvent, type NodeListener } from '#broker/nodes/node-feed.js';
import { PostgresEvents } from '#broker/nodes/postgres-events.js';
import { migrate } from '#broker/storage/migrate.js';
import { MIGRATIONS } from '#broker/storage/migrations.js';
import { command, PostgresCluster } from '../../support/postgres-cluster.js';
import { describeWithPostgres, freshPostgres } from '../../support/postgres.js';
import { waitUntil } from '../../support/wait-until.js';

const LONG = 60_000;
const NEVER: Milliseconds = 10 * HOUR;
const DEAF: SqlNotices = { listen: () => () => undefined, close: () => Promise.resolve() };

/** One node with its own connections. Events of kind `entries` carry a number each, by which they are told apart. */
class Node implements NodeListener {
  readonly heardEvents: HeardEvent[] = [];
  lostTimes = 0;
  readonly name: string;
  readonly database: SqlDatabase;
  readonly feed: NodeFeed;
  readonly #notices: SqlNotices;

  private constructor(name: string, database: SqlDatabase, on: { feed: NodeFeed; notices: SqlNotices }) {
    this.name = name;
    this.database = database;
    this.feed = on.feed;
    this.#notices = on.notices;
    this.feed.listen(this);
  }

  static async start(
    url: string,
    name: string,
    way: { lookEvery: Milliseconds; isDeaf?: boolean },
  ): Promise<Node> {
    const database = await openPostgres({ url, application: name });
    await migrate(database, MIGRATIONS, systemClock);
    const tools = { clock: systemClock, logger: SILENT_LOGGER, lookEvery: way.lookEvery };
    const notices =
      way.isDeaf === true
        ? DEAF
        : postgresNotices({ url, application: `${name} ears`, clock: systemClock, entropy: systemEntropy });
    const source = new PostgresEvents({ database, notices, node: name });
    return new Node(name, database, { notices, feed: await NodeFeed.open({ ...tools, node: name, source }) });
  }

  heard(event: HeardEvent): void {
    this.heardEvents.push(event);
  }

  lost(): void {
    this.lostTimes += 1;
  }

  get numbers(): number[] {
    return this.heardEvents.flatMap(({ event }) => (event.kind === 'entries' ? event.ids : []));
  }

  /** Tells a number in a transaction that ends after the wait, well or not. */
  async commit(
    number: number,
    end: { wait?: Milliseconds; isGood?: boolean; until?: Promise<void> } = {},
  ): Promise<void> {
    const work = this.database.transaction(async (session) => {
      const body = JSON.stringify({ ids: [number], batch: number });
      await session.run("insert into node_events (kind, body) values ('entries', $1)", [body]);
      await new Promise((resolve) => setTimeout(resolve, end.wait ?? 0));
      await end.until;
      if (end.isGood === false) throw new RangeError('taken back');
    });
    await work.catch((error: unknown) => {
      if (!(error instanceof RangeError)) throw error;
    });
    this.feed.committed();
  }

  async stop(): Promise<void> {
    await this.feed.close();
    await this.#notices.close();
    await this.database.close();
  }
}

describeWithPostgres('several nodes', () => {
  let url: string;
  const nodes: Node[] = [];
  beforeEach(async () => {
    url = await freshPostgres();
  });
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.stop();
  });

  const start = async (way: { lookEvery: Milliseconds; isDeaf?: boolean }): Promise<[Node, Node]> => {
    const pair: [Node, Node] = [await Node.start(url, 'east', way), await Node.start(url, 'west', way)];
    nodes.push(...pair);
    return pair;
  };
  const isListening = async (): Promise<boolean> => {
    const rows = await command(
      url,
      `select 1 from pg_stat_activity where datname = current_database() and query = 'listen gatehouse'
         and state = 'idle'`,
    );
    return rows.length === nodes.length;
  };

  it(
    'hear each other at once by calls alone, each event once, with who told it',
    { timeout: LONG },
    async () => {
      const [east, west] = await start({ lookEvery: NEVER });
      await waitUntil('both listen', isListening, LONG);
      for (const number of [1, 2, 3]) {
        await east.commit(number);
        await waitUntil('west hears', () => west.numbers.length === number, LONG);
      }
      await west.commit(4);
      await waitUntil('east hears', () => east.numbers.includes(4), LONG);
      expect([east.numbers, west.numbers]).toEqual([
        [1, 2, 3, 4],
        [1, 2, 3],
      ]);
      expect(east.heardEvents.map(({ node, isOwn }) => [node, isOwn])).toEqual([
        ['east', true],
        ['east', true],
        ['east', true],
        ['west', false],
      ]);
    },
  );

  it('tell what is in no transaction too, many at once', { timeout: LONG }, async () => {
    const [east, west] = await start({ lookEvery: 20 });
    const told = Array.from({ length: 50 }, (_, index): NodeEvent => ({
      kind: 'entries',
      ids: [index],
      batch: 1,
    }));
    // Numbers from 1 are valid ids; 0 is not, and is dropped by whoever reads it.
    for (const event of told) east.feed.tell(event);
    await waitUntil('west hears', () => west.numbers.length === 49, LONG);
    expect(west.numbers).toEqual(told.slice(1).flatMap((event) => ('ids' in event ? event.ids : [])));
    await expect(
      west.database.all('select count(distinct tx) <= 3 as few from node_events'),
    ).resolves.toEqual([{ few: 1 }]);
  });

  it('lose nothing when every call is lost', { timeout: LONG }, async () => {
    const [east, west] = await start({ lookEvery: 30, isDeaf: true });
    for (let number = 1; number <= 30; number += 1) await (number % 2 === 0 ? east : west).commit(number);
    await waitUntil('both hear', () => [east, west].every(({ numbers }) => numbers.length === 30), LONG);
    for (const { numbers } of [east, west])
      expect(numbers).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
  });

  it(
    'hear a transaction that is committed late, after those that overtook it',
    { timeout: LONG },
    async () => {
      const [east, west] = await start({ lookEvery: 20 });
      const hold: { release: () => void } = { release: () => undefined };
      const until = new Promise<void>((resolve) => {
        hold.release = resolve;
      });
      const late = east.commit(1, { until });
      await waitUntil('it has its position', async () => {
        const [row] = await west.database.all(
          'select last_value as n from node_events_position_seq where is_called',
        );
        return Number(row?.['n'] ?? 0) >= 1;
      });
      await west.commit(2);
      await waitUntil(
        'the second is heard',
        () => east.numbers.length === 1 && west.numbers.length === 1,
        LONG,
      );
      hold.release();
      await late;
      await waitUntil(
        'the first is heard',
        () => east.numbers.length === 2 && west.numbers.length === 2,
        LONG,
      );
      expect([east.numbers, west.numbers]).toEqual([
        [2, 1],
        [2, 1],
      ]);
    },
  );

  it('hear every committed event exactly once, however transactions overlap', { timeout: LONG }, async () => {
    const [east, west] = await start({ lookEvery: 15 });
    const good: number[] = [];
    const tellers = [0, 1, 2, 3, 4, 5].map(async (teller) => {
      for (let round = 1; round <= 25; round += 1) {
        const number = teller * 100 + round;
        const isGood = (number * 7) % 5 !== 0;
        await (teller % 2 === 0 ? east : west).commit(number, { wait: (number * 13) % 23, isGood });
        if (isGood) good.push(number);
      }
    });
    await Promise.all(tellers);
    await waitUntil(
      'both hear all',
      () => [east, west].every(({ numbers }) => numbers.length >= good.length),
      LONG,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    for (const { numbers, lostTimes } of [east, west]) {
      expect([...numbers].sort((a, b) => a - b)).toEqual([...good].sort((a, b) => a - b));
      expect(lostTimes).toBe(0);
      // What one teller committed one after the other comes in that order.
      for (const teller of [0, 1, 2, 3, 4, 5]) {
        const own = numbers.filter((number) => Math.floor(number / 100) === teller);
        expect(own).toEqual([...own].sort((a, b) => a - b));
      }
    }
  });

  it('go on hearing calls after their listening connections were cut', { timeout: LONG }, async () => {
    const [east, west] = await start({ lookEvery: NEVER });
    await waitUntil('both listen', isListening, LONG);
    await east.commit(1);
    await command(
      url,
      "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen gatehouse' and datname = current_database()",
    );
    await east.commit(2);
    await waitUntil('both listen again', isListening, LONG);
    await east.commit(3);
    await waitUntil('west hears all', () => west.numbers.length === 3, LONG);
    expect(west.numbers).toEqual([1, 2, 3]);
  });

  it('load everything afresh when they are too far behind, and go on', { timeout: LONG }, async () => {
    const [east] = await start({ lookEvery: 20 });
    await command(
      url,
      "insert into node_events (kind, body) select 'passes', '{}' from generate_series(1, 6000)",
    );
    await waitUntil('it has lost events', () => east.lostTimes === 1, LONG);
    expect(east.heardEvents).toEqual([]);
    await east.commit(7);
    await waitUntil('it hears again', () => east.numbers.includes(7), LONG);
    expect(east.lostTimes).toBe(1);
  });

  it('pass over events that only a newer version knows', { timeout: LONG }, async () => {
    const [east] = await start({ lookEvery: 20 });
    await command(
      url,
      `insert into node_events (kind, body) values ('weather', '{}'), ('entries', '{"ids": "x"}')`,
    );
    await east.commit(1);
    await waitUntil('it hears the one it knows', () => east.numbers.length === 1, LONG);
    expect(east.heardEvents).toHaveLength(1);
  });

  it('tell once of a statement that changes many rows', { timeout: LONG }, async () => {
    const [east] = await start({ lookEvery: 20 });
    await command(
      url,
      `insert into compounds values ('garden', 'x', 'UTC', 1, 1);
       insert into passes (id, compound, kind, not_before, code, qr, issued_at)
       select 'p' || n, 'garden', 'work', 0, 'c' || n, 'q' || n, 0 from generate_series(1, 500) n;
       update passes set revoked = 1`,
    );
    await waitUntil('it hears', () => east.heardEvents.length === 2, LONG);
    expect(east.heardEvents.map(({ event }) => event.kind)).toEqual(['book', 'passes']);
  });

  it('remove events that every node has seen long ago', { timeout: LONG }, async () => {
    const [east] = await start({ lookEvery: NEVER });
    await east.commit(1);
    await east.commit(2);
    await command(url, "update node_events set at = now() - interval '11 minutes' where position = 1");
    await new PostgresEvents({ database: east.database, notices: DEAF, node: 'east' }).prune();
    expect(await east.database.all('select position from node_events')).toEqual([{ position: 2 }]);
  });
});

describe('a look at events of another history', () => {
  it('finds that some may be missing, because a standby took over', async () => {
    const answers = [
      { snapshot: '10:10:', history: '00000001' },
      { snapshot: '12:12:', history: '00000001', node: null, kind: null, body: null },
      { snapshot: '11:11:', history: '00000002', node: 'west', kind: 'passes', body: '{}' },
      { snapshot: '13:13:', history: '00000002', node: 'west', kind: 'keys', body: '{}' },
    ];
    const all = (): Promise<never[]> => Promise.resolve([answers.shift() as never]);
    const events = new PostgresEvents({ database: { all } as never, notices: DEAF, node: 'east' });
    await events.begin();
    expect(await events.look()).toEqual([]);
    expect(await events.look()).toBeNull();
    expect(await events.look()).toMatchObject([{ kind: 'keys' }]);
  });
});

describeWithPostgres('several nodes on a server that crashes', () => {
  it('hear what was committed before and after, once each', { timeout: 2 * LONG }, async () => {
    const cluster = await PostgresCluster.make();
    const url = cluster.url('postgres');
    const nodes: Node[] = [];
    try {
      for (const name of ['east', 'west']) nodes.push(await Node.start(url, name, { lookEvery: 50 }));
      const [east, west] = nodes as [Node, Node];
      for (let number = 1; number <= 20; number += 1) await east.commit(number);
      await cluster.crash();
      await expect(east.commit(21)).rejects.toThrow();
      await cluster.start();
      for (let number = 22; number <= 40; number += 1) await west.commit(number);
      await waitUntil(
        'both hear all',
        () => [east, west].every(({ numbers }) => numbers.length === 39),
        LONG,
      );
      const expected = Array.from({ length: 40 }, (_, index) => index + 1).filter((number) => number !== 21);
      for (const { numbers } of nodes) expect(numbers).toEqual(expected);
    } finally {
      for (const node of nodes) await node.stop();
      await cluster.stop();
    }
  });
});
