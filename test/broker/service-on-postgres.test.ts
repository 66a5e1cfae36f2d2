import { afterEach, expect, it } from 'vitest';
import type { LiveEvent } from '#core/api/live.js';
import { openPostgres } from '#core/bindings/postgres-database.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { gateId, householdId, journalId } from '#core/units/ids.js';
import { topicOf } from '#core/wire/topics.js';
import { startService, type Service } from '#broker/service.js';
import { describeWithPostgres, freshPostgres } from '../support/postgres.js';
import { waitUntil } from '../support/wait-until.js';
import { entryOf } from './support/entries.js';
import { connectGate, decisionsOf, furnish, GARDEN, temporaryData } from './support/service-bench.js';

const LONG = 60_000;
const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };

const SENTINEL_NAME = '欧阳莎娃测';

/** The tables of the database in which any row holds the text. */
async function tablesWith(url: string, text: string): Promise<string[]> {
  const database = await openPostgres({ url });
  try {
    const tables = await database.all(
      "select table_name as name from information_schema.tables where table_schema = 'public' order by table_name",
    );
    const found: string[] = [];
    for (const { name } of tables) {
      const sql = `select count(*)::int as n from "${String(name)}" as row where row::text like $1`;
      const [row] = await database.all(sql, [`%${text}%`]);
      if (Number(row?.['n']) > 0) found.push(String(name));
    }
    return found;
  } finally {
    await database.close();
  }
}

describeWithPostgres('two services on one PostgreSQL', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const start = async (url: string): Promise<Service> => {
    const { dataDir, remove } = await temporaryData();
    const mqtt = { host: '127.0.0.1', port: 0 };
    const service = await startService({ dataDir, mqtt, database: url }, tools);
    ends.push(remove, () => service.stop());
    return service;
  };

  it(
    'start together, share register and keys, and show each other what happens',
    { timeout: LONG },
    async () => {
      const url = await freshPostgres();
      const [east, west] = await Promise.all([start(url), start(url)]);
      const passwordsShown = await Promise.all([east.firstPassword(), west.firstPassword()]);
      expect(passwordsShown.filter((password) => password !== null)).toHaveLength(1);
      const passwords = await furnish(east, { gates: ['north', 'south'], households: 2 });
      await waitUntil(
        'the other node knows the gates',
        async () => (await west.central.gates.list()).length === 2,
        LONG,
      );
      const seen: LiveEvent[] = [];
      west.central.live.subscribe((event) => seen.push(event));

      const north = await connectGate(east, 'north', passwords);
      const south = await connectGate(west, 'south', passwords);
      ends.push(
        () => north.disconnect(),
        () => south.disconnect(),
      );
      const states = async (node: Service): Promise<string[]> =>
        (await node.central.gates.list()).map(({ id, state }) => `${id} ${state}`);
      const both = ['north online', 'south online'];
      for (const node of [east, west])
        await waitUntil(
          'both gates are online on both nodes',
          async () => (await states(node)).join() === both.join(),
          LONG,
        );
      const at = Date.now();
      const { qr } = await west.central.passes.issue({
        compound: GARDEN,
        household: householdId('1-1-1'),
        kind: 'purchase',
      });
      const out = entryOf({ at, credential: { kind: 'qr', value: qr } });
      await north.publish(topicOf(gateId('north'), 'entries'), JSON.stringify(out));
      await waitUntil('the first is decided', () => decisionsOf(north).length === 1, LONG);
      const again = { ...out, journal: journalId('00000000-0000-4000-8000-000000000002') };
      await south.publish(topicOf(gateId('south'), 'entries'), JSON.stringify(again));
      await waitUntil('the second is decided', () => decisionsOf(south).length === 1, LONG);
      expect(decisionsOf(north)[0]).toMatchObject({ verdict: 'allow', reason: 'ok' });
      expect(decisionsOf(south)[0]).toMatchObject({ verdict: 'deny', reason: 'quota-used' });

      const shown = (): string[] =>
        seen.flatMap((event) =>
          event.kind === 'entry' ? [`${event.entry.gate} ${event.entry.reason}`] : [],
        );
      await waitUntil('the other page shows both', () => shown().length === 2, LONG);
      expect(shown().sort()).toEqual(['north ok', 'south quota-used']);
      const [first] = (await west.central.gates.list()).filter(({ id }) => id === gateId('north'));
      expect(first?.today.out).toBe(1);
      const { items } = await west.central.entries.list({});
      expect(items).toHaveLength(2);

      const flat = householdId('1-1-1');
      await east.central.households.put(GARDEN, flat, { residents: [{ id: 'r1', name: SENTINEL_NAME }] });
      expect(await tablesWith(url, SENTINEL_NAME)).toEqual(['residents']);
      expect(await tablesWith(url, flat)).toContain('entries');
      const shownBefore = west.central.live.lastId;
      await east.central.endOfEpidemic.run({ compounds: [GARDEN], confirm: 'garden' }, 'admin');
      await waitUntil(
        'the other node has forgotten whom it has shown',
        () => west.central.live.since(shownBefore) === null,
        LONG,
      );
      expect(await tablesWith(url, SENTINEL_NAME)).toEqual([]);
      expect(await tablesWith(url, flat)).toEqual([]);

      await west.stop();
      await waitUntil(
        'the gate of the node that has ended is gone',
        async () => (await states(east)).join() === 'north online,south offline',
        LONG,
      );
    },
  );
});
