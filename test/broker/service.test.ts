import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite } from '#core/bindings/sqlite-database.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import type { LiveEvent } from '#core/api/live.js';
import { gateId, householdId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import { startService, type Service } from '#broker/service.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { waitUntil } from '../support/wait-until.js';
import { entryOf, JOURNAL, OTHER_JOURNAL } from './support/entries.js';
import {
  connectGate,
  decisionsOf,
  furnish,
  GARDEN,
  startOn,
  temporaryData,
} from './support/service-bench.js';

const ENTRIES = topicOf(gateId('north'), 'entries');
const flat = (room: number): { kind: 'flat'; value: string } => ({ kind: 'flat', value: `1-1-${room}` });

describe('the central service', () => {
  let dataDir: string;
  let remove: () => Promise<void>;
  const services: Service[] = [];

  const start = async (port = 0): Promise<Service> => {
    const service = await startOn(dataDir, port);
    services.push(service);
    return service;
  };

  beforeEach(async () => {
    ({ dataDir, remove } = await temporaryData());
  });
  afterEach(async () => {
    for (const service of services.splice(0)) await service.stop();
    await remove();
  });

  describe('an entry', () => {
    it('is decided, committed, acknowledged, listed and told live', async () => {
      const service = await start();
      const seen: LiveEvent[] = [];
      service.central.live.subscribe((event) => seen.push(event));
      const client = await connectGate(service, 'north', await furnish(service, { gates: ['north'] }));
      const entry = entryOf({ at: Date.now(), credential: flat(1) });
      expect(await client.publish(ENTRIES, JSON.stringify(entry))).toBe(true);
      await client.messages(1);
      expect(decisionsOf(client)).toMatchObject([
        { journal: JOURNAL, seq: 1, verdict: 'allow', reason: 'ok' },
      ]);
      const { items } = await service.central.entries.list({});
      expect(items).toMatchObject([{ id: 1, gate: 'north', household: '1-1-1', decidedBy: 'service' }]);
      const detail = await service.central.entries.get(JOURNAL, 1);
      expect(detail).toMatchObject({ entry, policyVersion: 1 });
      expect(detail?.trace.at(-1)).toMatchObject({ rule: 'quota', result: 'decided' });
      expect(seen.filter(({ kind }) => kind === 'entry')).toMatchObject([
        { entry: items[0], replayed: false },
      ]);
      const [gate] = await service.central.gates.list();
      expect(gate).toMatchObject({ state: 'online', today: { out: 1, in: 0, verdicts: { allow: 1 } } });
    });

    it('with a signed QR of this service is recognised, with a changed one it is forged', async () => {
      const service = await start();
      const client = await connectGate(service, 'north', await furnish(service, { gates: ['north'] }));
      const pass = await service.central.passes.issue({
        compound: GARDEN,
        household: householdId('1-1-1'),
        kind: 'purchase',
      });
      const changed = `${pass.qr.slice(0, -6)}000${pass.qr.slice(-3)}`;
      const values = [changed, pass.qr].entries();
      for (const [index, value] of values) {
        const entry = entryOf({ seq: index + 1, at: Date.now(), credential: { kind: 'qr', value } });
        await client.publish(ENTRIES, JSON.stringify(entry));
      }
      await client.messages(2);
      expect(decisionsOf(client).map(({ reason, pass: id }) => [reason, id])).toEqual([
        ['pass-forged', null],
        ['ok', pass.pass],
      ]);
    });

    it('of a household that another gate has let out is denied until the third day', async () => {
      const service = await start();
      const passwords = await furnish(service, { gates: ['north', 'south'] });
      const north = await connectGate(service, 'north', passwords);
      const south = await connectGate(service, 'south', passwords);
      await north.publish(ENTRIES, JSON.stringify(entryOf({ at: Date.now(), credential: flat(1) })));
      const second = entryOf({ journal: OTHER_JOURNAL, at: Date.now(), credential: flat(1) });
      await south.publish(topicOf(gateId('south'), 'entries'), JSON.stringify(second));
      await south.messages(1);
      const [decision] = decisionsOf(south);
      expect(decision).toMatchObject({ verdict: 'deny', reason: 'quota-used' });
      expect(decision?.nextAt).toBe(shanghaiMidnight(Date.now(), 3));
    });

    it('sent again after a restart gets the same decision and no second row', async () => {
      const first = await start();
      const passwords = await furnish(first, { gates: ['north'] });
      const entry = JSON.stringify(entryOf({ at: Date.now(), credential: flat(1) }));
      const before = await connectGate(first, 'north', passwords);
      await before.publish(ENTRIES, entry);
      await before.messages(1);
      await first.stop();
      const second = await start();
      const after = await connectGate(second, 'north', passwords);
      await after.publish(ENTRIES, entry);
      await after.messages(1);
      expect(decisionsOf(after)).toEqual(decisionsOf(before));
      expect((await second.central.entries.list({})).items).toHaveLength(1);
      expect(second.counters()).toMatchObject({ entries: 0, repeats: 1 });
      const [gate] = await second.central.gates.list();
      expect(gate?.today).toMatchObject({ out: 1, verdicts: { allow: 1 } });
    });

    it('that the gate decided itself gets a receipt', async () => {
      const service = await start();
      const client = await connectGate(service, 'north', await furnish(service, { gates: ['north'] }));
      const local = { verdict: 'allow', reason: 'ok', bookVersion: 1, decidedAt: Date.now() } as const;
      const sent = [1, 2, 3].map((seq) => entryOf({ seq, at: Date.now(), credential: flat(1), local }));
      await Promise.all(sent.map((entry) => client.publish(ENTRIES, JSON.stringify(entry))));
      await waitUntil('three receipts are in', () => receiptsOf(client.received).length === 3);
      expect(receiptsOf(client.received)).toEqual([1, 2, 3]);
      expect(decisionsOf(client)).toEqual([]);
    });
  });

  describe('a message that can not be read', () => {
    it.each([
      ['no JSON', Buffer.from('\u001b[31mnot json\n')],
      ['no UTF-8', Buffer.from([0xff, 0xfe, 0x00])],
      ['an entry with a wrong field', Buffer.from(JSON.stringify({ ...entryOf({ at: 1 }), seq: 'one' }))],
      ['nothing', Buffer.alloc(0)],
      ['a prototype in disguise', Buffer.from('{"__proto__":{"journal":"x"}}')],
    ])('(%s) goes to quarantine, and the next good one through', async (_, payload) => {
      const service = await start();
      const client = await connectGate(service, 'north', await furnish(service, { gates: ['north'] }));
      expect(await client.publish(ENTRIES, payload)).toBe(true);
      const good = entryOf({ at: Date.now(), credential: flat(1) });
      expect(await client.publish(ENTRIES, JSON.stringify(good))).toBe(true);
      await client.messages(1);
      expect(decisionsOf(client)).toMatchObject([{ reason: 'ok' }]);
      const { items } = await service.central.quarantine.list({});
      expect(items).toMatchObject([{ gate: 'north', topic: ENTRIES }]);
      expect(items[0]?.excerpt).toMatch(/^[ -~]*$/);
      expect((await service.central.gates.list())[0]?.quarantined).toBe(1);
      expect(service.counters()).toMatchObject({ quarantined: 1, entries: 1 });
    });

    it('harms no neighbour in the same batch', async () => {
      const service = await start();
      const client = await connectGate(
        service,
        'north',
        await furnish(service, { gates: ['north'], households: 20 }),
      );
      const good = Array.from({ length: 20 }, (_, index) =>
        JSON.stringify(entryOf({ seq: index + 1, at: Date.now(), credential: flat(index + 1) })),
      );
      const stranger = JSON.stringify(entryOf({ seq: 99, at: Date.now(), journal: 'x' as typeof JOURNAL }));
      await Promise.all([...good, stranger, 'poison'].map((payload) => client.publish(ENTRIES, payload)));
      await client.messages(20);
      expect(decisionsOf(client)).toHaveLength(20);
      expect((await service.central.quarantine.list({})).items).toHaveLength(2);
    });
  });

  describe('a crowd', () => {
    it('of 50 gates with 8 entries in flight shares transactions, and every entry is there once', async () => {
      const service = await start();
      const gates = Array.from({ length: 50 }, (_, index) => `gate-${index}`);
      const passwords = await furnish(service, { gates });
      const clients = await Promise.all(gates.map((gate) => connectGate(service, gate, passwords)));
      const sent = clients.flatMap((client, index) =>
        Array.from({ length: 8 }, (_, seq) => {
          const journal = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}` as typeof JOURNAL;
          const entry = entryOf({ journal, seq: seq + 1, at: Date.now(), credential: flat(1) });
          return client.publish(topicOf(gateId(`gate-${index}`), 'entries'), JSON.stringify(entry));
        }),
      );
      expect((await Promise.all(sent)).every(Boolean)).toBe(true);
      await Promise.all(clients.map((client) => client.messages(8)));
      const decided = clients.flatMap(decisionsOf);
      expect(decided).toHaveLength(400);
      expect(decided.filter(({ verdict }) => verdict === 'allow')).toHaveLength(1);
      const counters = service.counters();
      expect(counters).toMatchObject({ entries: 400, connections: 50 });
      expect(counters.largestBatch).toBeGreaterThan(10);
      expect(counters.batches).toBeLessThan(100);
    });
  });

  describe('starting', () => {
    it('prints a one-time password once, and keeps accounts and token over restarts', async () => {
      const first = await start();
      const password = (await first.firstPassword()) ?? '';
      const session = await first.central.accounts.logIn({ user: 'admin', password });
      expect(session?.session).toEqual({ user: 'admin', role: 'administrator' });
      await first.stop();
      const second = await start();
      expect(await second.firstPassword()).toBeNull();
      expect(second.token).toBe(first.token);
      expect(await second.central.accounts.logIn({ user: 'admin', password })).not.toBeNull();
      expect(await second.central.accounts.sessionOf(session?.token ?? '')).not.toBeNull();
    });

    it('writes the token for its owner alone, and the ledger too', async () => {
      const service = await start();
      const file = join(dataDir, 'admin.token');
      expect((await readFile(file, 'utf8')).trim()).toBe(service.token);
      expect((await stat(file)).mode & 0o777).toBe(0o600);
      expect((await stat(join(dataDir, 'ledger.sqlite'))).mode & 0o777).toBe(0o600);
      expect(await service.central.accounts.sessionOf(service.token)).toMatchObject({
        role: 'administrator',
      });
    });

    it('makes a new token when the file was lost, and the old one is worth nothing', async () => {
      const first = await start();
      await first.stop();
      await writeFile(join(dataDir, 'admin.token'), 'tampered\n');
      const second = await start();
      expect(second.token).not.toBe(first.token);
      expect(await second.central.accounts.sessionOf(first.token)).toBeNull();
      expect(await second.central.accounts.sessionOf('tampered')).toBeNull();
    });

    it('keeps its signing key: passes stay good over restarts', async () => {
      const first = await start();
      const passwords = await furnish(first, { gates: ['north'] });
      const household = householdId('1-1-1');
      const { qr } = await first.central.passes.issue({ compound: GARDEN, household, kind: 'purchase' });
      await first.stop();
      const second = await start();
      const client = await connectGate(second, 'north', passwords);
      const entry = entryOf({ at: Date.now(), credential: { kind: 'qr', value: qr } });
      await client.publish(ENTRIES, JSON.stringify(entry));
      await client.messages(1);
      expect(decisionsOf(client)).toMatchObject([{ reason: 'ok' }]);
    });

    it('refuses a database that it does not know, before it makes anything', async () => {
      const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
      const options = { dataDir, mqtt: { host: '127.0.0.1', port: 0 }, database: 'mongodb://x' };
      await expectGateError(() => startService(options, tools), 'database-url-invalid');
      await expect(stat(dataDir)).rejects.toThrow();
    });

    it('refuses a broker outside that it cannot log in to, before it makes anything', async () => {
      const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
      const external = { url: 'mqtt://127.0.0.1', clientId: 'x', username: 'x', passwordFile: '/dev/null/x' };
      await expectGateError(() => startService({ dataDir, mqtt: { external } }, tools), 'config-unreadable');
      await expect(stat(dataDir)).rejects.toThrow();
    });

    it('refuses a folder that a service has already', async () => {
      await start();
      await expectGateError(() => startOn(dataDir), 'database-busy');
    });

    it('refuses a path that is no folder', async () => {
      await start();
      const error = await expectGateError(
        () => startOn(join(dataDir, 'admin.token')),
        'data-folder-unusable',
      );
      expect(error.message).toContain('--data');
    });

    it('refuses a folder that can not be made', async () => {
      await expectGateError(() => startOn('/dev/null/data'), 'data-folder-unusable');
    });

    it('refuses a port in use by name of its option, and lets go of the folder', async () => {
      const service = await start();
      const { port } = service.mqtt;
      const other = await temporaryData();
      const error = await expectGateError(() => startOn(other.dataDir, port), 'port-in-use');
      expect(error.details).toMatchObject({ option: '--mqtt' });
      await (await startOn(other.dataDir)).stop();
      await other.remove();
    });

    it('refuses a ledger that a newer Gatehouse has made', async () => {
      await (await start()).stop();
      const database = await openSqlite({ path: join(dataDir, 'ledger.sqlite') });
      await database.run("insert into migrations (version, name, applied_at) values (999, 'future', 0)");
      await database.close();
      await expectGateError(() => startOn(dataDir), 'migration-failed');
    });
  });

  describe('stopping', () => {
    it('commits and answers what was taken, within 2 seconds, and may be asked twice', async () => {
      const service = await start();
      const client = await connectGate(service, 'north', await furnish(service, { gates: ['north'] }));
      const sent = Array.from({ length: 100 }, (_, index) =>
        client.publish(
          ENTRIES,
          JSON.stringify(entryOf({ seq: index + 1, at: Date.now(), credential: flat(1) })),
        ),
      );
      await waitUntil('the first are committed', () => service.counters().entries > 0);
      const begun = performance.now();
      await Promise.all([service.stop(), service.stop()]);
      expect(performance.now() - begun).toBeLessThan(2_000);
      const acknowledged = (await Promise.all(sent)).filter(Boolean).length;
      await client.closed;
      expect(decisionsOf(client)).toHaveLength(acknowledged);
      const again = await start();
      const { items } = await again.central.entries.list({ limit: 500 });
      expect(items).toHaveLength(service.counters().entries);
      expect(items.length).toBeGreaterThanOrEqual(acknowledged);
    });

    it('remembers when gates were last heard', async () => {
      const service = await start();
      await connectGate(service, 'north', await furnish(service, { gates: ['north', 'south'] }));
      await service.stop();
      const [north, south] = await (await start()).central.gates.list();
      expect(north).toMatchObject({ id: 'north', state: 'offline' });
      expect(north?.lastHeardAt).toBeGreaterThan(0);
      expect(south).toMatchObject({ id: 'south', state: 'never-seen', lastHeardAt: null });
    });
  });
});

function receiptsOf(received: readonly { readonly topic: string; readonly payload: string }[]): number[] {
  return received
    .filter(({ topic }) => topic.endsWith('/receipts'))
    .flatMap(({ payload }) => (JSON.parse(payload) as { seqs: number[] }).seqs);
}

/** Midnight in Shanghai (UTC+8, no daylight saving) so many days after the day of the instant. */
function shanghaiMidnight(at: number, days: number): number {
  const HOUR = 3_600_000;
  const day = Math.floor((at + 8 * HOUR) / (24 * HOUR)) + days;
  return day * 24 * HOUR - 8 * HOUR;
}
