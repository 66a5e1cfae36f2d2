import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { GateState } from '#core/api/gates.js';
import type { Health } from '#core/wire/health.js';
import { GateBoard } from '#broker/gates/gate-board.js';
import { GateStore } from '#broker/gates/gate-store.js';
import { GateInbox } from '#broker/intake/gate-inbox.js';
import type { BadMessage } from '#broker/intake/quarantine.js';
import type { GateConnection, GatewayTopic } from '#broker/mqtt/mqtt-broker.js';
import { ManualClock } from '../../support/manual-clock.js';
import { ledgerDatabase } from '../support/ledger-database.js';
import { buildWorld, NORTH } from '../support/world.js';

const connection: GateConnection = { gate: NORTH, publish: () => true };

describe('the inbox of gates', () => {
  let database: SqlDatabase;
  let clock: ManualClock;
  let board: GateBoard;
  let quarantined: BadMessage[];
  let entries: string[];
  let inbox: GateInbox;

  beforeEach(async () => {
    database = await ledgerDatabase();
    await buildWorld(database);
    clock = new ManualClock();
    board = new GateBoard({
      clock,
      store: new GateStore({ database, clock, entropy: systemEntropy }),
      onChange: () => undefined,
    });
    await board.load();
    quarantined = [];
    entries = [];
    inbox = new GateInbox({
      board,
      clock,
      logger: SILENT_LOGGER,
      entries: {
        accept: (_, { payload }) => entries.push(new TextDecoder().decode(payload)),
        subscribed: (of, name) => entries.push(`${of.gate} hears ${name}`),
      },
      amendments: {
        accept: (_, { payload }) => entries.push(`amendment ${new TextDecoder().decode(payload)}`),
      },
      quarantine: {
        add: (message) => {
          quarantined.push(message);
          return Promise.resolve();
        },
      },
    });
  });
  afterEach(() => database.close());

  /** Whether the message was acknowledged. */
  const send = async (name: GatewayTopic, value: unknown): Promise<boolean> => {
    let isDone = false;
    const payload = new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));
    inbox.onMessage(connection, {
      name,
      payload,
      done: () => {
        isDone = true;
      },
    });
    await clock.advance(0);
    return isDone;
  };
  const north = async (): Promise<GateState | undefined> =>
    (await board.list()).find(({ id }) => id === NORTH);

  it('follows a gate through coming, goodbye and going', async () => {
    inbox.onConnect(connection);
    await send('status', { state: 'online', at: 1, version: '1.0.0' });
    expect((await north())?.state).toBe('online');
    await send('status', { state: 'offline', at: 2, version: '1.0.0' });
    expect((await north())?.state).toBe('offline');
    inbox.onDisconnect(connection);
    expect((await north())?.state).toBe('offline');
  });

  it('keeps the newest health, and when the gate was last heard', async () => {
    const health: Health = {
      at: 5,
      version: '1.0.0',
      clock: 'synced',
      backlog: 3,
      oldestPendingAt: 4,
      bookVersion: 0,
      bookAgeMs: null,
      cpuShare: 0.1,
      diskFreeBytes: null,
      discardedInputs: 0,
      rejectedMessages: 0,
      devices: [],
    };
    await clock.advance(1_000);
    expect(await send('health', health)).toBe(true);
    expect(await north()).toMatchObject({ health: { backlog: 3 }, lastHeardAt: clock.now() });
  });

  it('hands entries and amendments on as they came', async () => {
    await send('entries', '{"any":"thing"}');
    await send('amendments', '{"any":"other"}');
    expect(entries).toEqual(['{"any":"thing"}', 'amendment {"any":"other"}']);
  });

  it('hands subscriptions on', () => {
    inbox.onSubscribe(connection, 'decisions');
    expect(entries).toEqual(['north hears decisions']);
  });

  it.each([
    ['status', { state: 'sleeping', at: 1, version: '1' }],
    ['health', { at: 'now' }],
    ['requests', { kind: 'book', have: 0 }],
  ] as const)('sets a message on %s aside that it can not use, and acknowledges it', async (name, value) => {
    expect(await send(name, value)).toBe(true);
    expect(quarantined).toMatchObject([{ gate: 'north', topic: `gatehouse/v1/gates/north/${name}` }]);
    expect(quarantined[0]?.problem.length).toBeGreaterThan(5);
  });
});
