import { afterEach, beforeEach, expect, it } from 'vitest';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { gateId } from '#core/units/ids.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { EventSource } from '#broker/nodes/event-source.js';
import type { NodeEvent } from '#broker/nodes/node-event.js';
import { NodeFeed, type NodeListener } from '#broker/nodes/node-feed.js';
import { nextBookVersion } from '#broker/register/book-version.js';
import { queriesOn } from '#broker/storage/queries.js';
import { ManualClock } from '../../support/manual-clock.js';
import { waitUntil } from '../../support/wait-until.js';
import type { OpenLedger } from '../support/engines.js';
import { addGate, addPass, buildWorld, GARDEN } from '../support/world.js';
import { passId } from '#core/units/ids.js';

export const LOOK_EVERY = 100;

/** Keeps what a node hears. */
export class Ears implements NodeListener {
  readonly events: NodeEvent[] = [];
  lostTimes = 0;

  heard({ event }: { readonly event: NodeEvent }): void {
    this.events.push(event);
  }

  lost(): void {
    this.lostTimes += 1;
  }
}

interface Opening {
  readonly open: () => Promise<OpenLedger>;
  readonly source: (database: SqlDatabase) => EventSource;
}

/** What the feed must do on every engine: the register tells of its changes, and the node that made them hears it too. */
export function describeNodeFeed({ open, source }: Opening): void {
  let ledger: OpenLedger;
  let database: SqlDatabase;
  let feed: NodeFeed;
  const clock = new ManualClock();

  beforeEach(async () => {
    ledger = await open();
    ({ database } = ledger);
    await buildWorld(database);
    const tools = { node: 'node-a', source: source(database), clock, logger: SILENT_LOGGER };
    feed = await NodeFeed.open({ ...tools, lookEvery: LOOK_EVERY });
  });
  afterEach(async () => {
    await feed.close();
    await ledger.close();
  });

  const listening = (): Ears => {
    const ears = new Ears();
    feed.listen(ears);
    return ears;
  };
  const hear = async (ears: Ears, count: number): Promise<readonly NodeEvent[]> => {
    await clock.advance(LOOK_EVERY);
    await waitUntil(`${count} events are heard`, () => ears.events.length >= count);
    return ears.events;
  };

  it('hears nothing of what was before it began', async () => {
    const ears = listening();
    await addGate(database, { id: 'west', compound: 'garden' });
    expect(await hear(ears, 1)).toEqual([{ kind: 'gate', gate: 'west' }]);
  });

  it('hears of a changed book when the change is committed, not before, with its version', async () => {
    const ears = listening();
    await database.transaction(async (session) => {
      await nextBookVersion(GARDEN, queriesOn(session));
      await clock.advance(5 * LOOK_EVERY);
      expect(ears.events).toEqual([]);
    });
    expect(await hear(ears, 1)).toEqual([{ kind: 'book', compound: GARDEN, version: 8 }]);
  });

  it('hears nothing of a transaction that was taken back', async () => {
    const ears = listening();
    const work = database.transaction(async (session) => {
      await nextBookVersion(GARDEN, queriesOn(session));
      throw new RangeError('the change fails');
    });
    await expect(work).rejects.toThrow(RangeError);
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    expect(await hear(ears, 1)).toEqual([{ kind: 'book', compound: GARDEN, version: 8 }]);
  });

  it('hears of revoked and removed passes, and not of other changes to them', async () => {
    const ears = listening();
    const queries = queriesOn(database);
    await addPass(database, { id: passId('p-1'), code: 'ONE', qr: 'GP1:1' });
    await queries.updateTable('passes').set({ weekdays: '[1]' }).execute();
    await queries.updateTable('passes').set({ revoked: 0 }).execute();
    await queries.updateTable('passes').set({ revoked: 1 }).where('id', '=', passId('p-1')).execute();
    expect(await hear(ears, 1)).toEqual([{ kind: 'passes' }]);
    await queries.deleteFrom('passes').where('id', '=', passId('p-1')).execute();
    expect(await hear(ears, 2)).toEqual([{ kind: 'passes' }, { kind: 'passes' }]);
  });

  it('hears of new and changed gates, but not each time one is heard', async () => {
    const ears = listening();
    const queries = queriesOn(database).updateTable('gates').where('id', '=', gateId('north'));
    await queries.set({ last_heard_at: 5 }).execute();
    await queries.set({ name: 'North gate' }).execute();
    await queries.set({ quarantined: 3 }).execute();
    const changed = { kind: 'gate', gate: 'north' };
    expect(await hear(ears, 2)).toEqual([changed, changed]);
  });

  it('hears of signing keys', async () => {
    const ears = listening();
    await queriesOn(database)
      .insertInto('signing_keys')
      .values({ id: 'k', seed: '00', created_at: 1 })
      .execute();
    expect(await hear(ears, 1)).toEqual([{ kind: 'keys' }]);
  });

  it('hears of raised and changed alarms by their ids', async () => {
    const ears = listening();
    const alarm = { kind: 'emergency', severity: 'high', state: 'new', compound: GARDEN } as const;
    const rest = { gate: gateId('north'), household: null, pass: null, seq: 1, raised_at: 1 };
    const journal = '0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10' as never;
    const { id } = await queriesOn(database)
      .insertInto('alarms')
      .values({ ...alarm, ...rest, journal })
      .returning('id')
      .executeTakeFirstOrThrow();
    await queriesOn(database).updateTable('alarms').set({ state: 'cleared' }).execute();
    const changed = { kind: 'alarms', ids: [id] };
    expect(await hear(ears, 2)).toEqual([changed, changed]);
  });

  it('hears many changes once each and in order', async () => {
    const ears = listening();
    for (let times = 0; times < 40; times += 1) {
      await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
      if (times % 7 === 0) await clock.advance(LOOK_EVERY);
    }
    const versions = (await hear(ears, 40)).map((event) => (event.kind === 'book' ? event.version : 0));
    expect(versions).toEqual(Array.from({ length: 40 }, (_, index) => 8 + index));
    await clock.advance(10 * LOOK_EVERY);
    expect(ears.events).toHaveLength(40);
    expect(ears.lostTimes).toBe(0);
  });

  it('lets a listener that fails harm no other, and stop listening', async () => {
    feed.listen({
      heard: () => Promise.reject(new RangeError('a listener fails')),
      lost: () => undefined,
    });
    const ears = listening();
    const leaving = new Ears();
    const leave = feed.listen(leaving);
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    await hear(ears, 1);
    leave();
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    await hear(ears, 2);
    expect(leaving.events).toHaveLength(1);
  });

  it('waits with the next event until a listener has dealt with the one before', async () => {
    const order: string[] = [];
    feed.listen({
      heard: async ({ event }) => {
        order.push(`begin ${event.kind}`);
        await database.all('select 1');
        order.push(`end ${event.kind}`);
      },
      lost: () => undefined,
    });
    await addGate(database, { id: 'west', compound: 'garden' });
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    await clock.advance(LOOK_EVERY);
    await waitUntil('both are dealt with', () => order.length === 4);
    expect(order).toEqual(['begin gate', 'end gate', 'begin book', 'end book']);
  });

  it('goes on after old events were removed', async () => {
    const ears = listening();
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    await hear(ears, 1);
    await clock.advance(60_000);
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    expect(await hear(ears, 2)).toHaveLength(2);
    expect(ears.lostTimes).toBe(0);
  });

  it('hears nothing more once it is closed', async () => {
    const ears = listening();
    await feed.close();
    await feed.close();
    await database.transaction((session) => nextBookVersion(GARDEN, queriesOn(session)));
    feed.tell({ kind: 'keys' });
    feed.look();
    await clock.advance(LOOK_EVERY);
    expect(ears.events).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
}
