import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { excerptOf } from '#broker/intake/excerpt.js';
import { Quarantine } from '#broker/intake/quarantine.js';
import { queriesOn } from '#broker/storage/queries.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { buildWorld, NORTH, SOUTH } from '../support/world.js';

const bad = (text: string, gate = NORTH) => ({
  gate,
  topic: `gatehouse/v1/gates/${gate}/entries`,
  problem: 'it is not JSON',
  payload: new TextEncoder().encode(text),
});

describe('the quarantine', () => {
  let database: SqlDatabase;
  let logger: RecordingLogger;
  let quarantine: Quarantine;
  const stored: [string, number][] = [];

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    logger = new RecordingLogger();
    stored.length = 0;
    quarantine = new Quarantine({
      database,
      clock: new ManualClock(5000),
      logger,
      onStored: (gate, count) => stored.push([gate, count]),
    });
  });
  afterEach(() => database.close());

  it('keeps a message with its problem, and counts it for its gate', async () => {
    await quarantine.add(bad('hello'));
    expect((await quarantine.list({})).items).toEqual([
      {
        id: 1,
        gate: 'north',
        topic: 'gatehouse/v1/gates/north/entries',
        problem: 'it is not JSON',
        excerpt: 'hello',
        receivedAt: 5000,
      },
    ]);
    expect(stored).toEqual([['north', 1]]);
    expect(await countsOf()).toEqual({ north: 1, south: 0 });
  });

  it('shows the newest first, in pages', async () => {
    for (const text of ['a', 'b', 'c']) await quarantine.add(bad(text));
    const first = await quarantine.list({ limit: 2 });
    expect(first.items.map(({ excerpt }) => excerpt)).toEqual(['c', 'b']);
    const second = await quarantine.list({ limit: 2, after: first.next ?? '' });
    expect(second).toMatchObject({ items: [{ excerpt: 'a' }], next: null });
    await expectGateError(() => quarantine.list({ after: "1' or 1=1" }), 'request-invalid');
  });

  it('counts a flood in full, keeps its newest messages, says it in few lines, and spares other gates', async () => {
    await quarantine.add(bad('of another gate', SOUTH));
    await Promise.all(
      Array.from(
        { length: 1000 },
        (_, index) => quarantine.add(bad(`message ${index}`)) ?? Promise.reject(new Error('full')),
      ),
    );
    expect(await countsOf()).toEqual({ north: 1000, south: 1 });
    const { items } = await quarantine.list({ limit: 500 });
    expect(items.filter(({ gate }) => gate === 'north')).toHaveLength(200);
    expect(items[0]?.excerpt).toBe('message 999');
    expect(items.filter(({ gate }) => gate === 'south')).toHaveLength(1);
    expect(logger.lines.length).toBeLessThan(12);
  });

  it('takes no more than it can hold', () => {
    const taken = Array.from({ length: 3000 }, (_, index) => quarantine.add(bad(String(index))));
    expect(taken.filter((one) => one === null).length).toBe(1000);
    return Promise.all(taken.map((one) => one ?? Promise.resolve()));
  });

  it('stores what was taken before it stops', async () => {
    const added = quarantine.add(bad('last words'));
    await quarantine.stop();
    await added;
    expect((await quarantine.list({})).items).toHaveLength(1);
    expect(quarantine.add(bad('too late'))).toBeNull();
  });

  const countsOf = async (): Promise<Record<string, number>> => {
    const rows = await queriesOn(database).selectFrom('gates').select(['id', 'quarantined']).execute();
    return Object.fromEntries(rows.map(({ id, quarantined }) => [id, quarantined]));
  };
});

describe('the excerpt of a bad message', () => {
  it('is printable ASCII whatever came, and can be read back', () => {
    const every = Uint8Array.from({ length: 200 }, (_, index) => (index * 7) % 256);
    expect(excerptOf(every)).toMatch(/^[ -~]+$/);
    expect(excerptOf(new TextEncoder().encode('a\n\u001b[2J\\x'))).toBe('a\\x0a\\x1b[2J\\x5cx');
  });

  it('is bounded and says that there was more', () => {
    expect(excerptOf(new Uint8Array(64_000).fill(0x41))).toBe(`${'A'.repeat(200)}...`);
    expect(excerptOf(new Uint8Array(0))).toBe('');
  });
});
