import { afterEach, expect, it } from 'vitest';
import type { Alarm } from '#core/api/alarms.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { gateId } from '#core/units/ids.js';
import { HOUR } from '#core/units/instant.js';
import { topicOf } from '#core/wire/topics.js';
import { startService, type Service } from '#broker/service.js';
import { describeWithPostgres, freshPostgres } from '../support/postgres.js';
import { waitUntil } from '../support/wait-until.js';
import { entryOf } from './support/entries.js';
import { connectGate, decisionsOf, furnish, temporaryData } from './support/service-bench.js';

const LONG = 60_000;

/** The system's clock, which can be pushed ahead as though time had passed for everybody. */
const ahead = { by: 0 };
const clock = { ...systemClock, now: () => systemClock.now() + ahead.by };
const tools = { clock, entropy: systemEntropy, logger: SILENT_LOGGER };

describeWithPostgres('alarms on two nodes', () => {
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    ahead.by = 0;
    for (const end of ends.splice(0).reverse()) await end();
  });

  const start = async (database: string): Promise<Service> => {
    const { dataDir, remove } = await temporaryData();
    const service = await startService({ dataDir, mqtt: { host: '127.0.0.1', port: 0 }, database }, tools);
    ends.push(remove, () => service.stop());
    return service;
  };
  const seenOn = (service: Service): Alarm[] => {
    const seen: Alarm[] = [];
    service.central.live.subscribe((event) => {
      if (event.kind === 'alarm') seen.push(event.alarm);
    });
    return seen;
  };
  const says = (seen: readonly Alarm[], step: string): boolean =>
    seen.some(({ state, escalated }) => `${state} ${escalated}` === step);

  it('are shown, escalated once and answered everywhere', { timeout: LONG }, async () => {
    const url = await freshPostgres();
    const [east, west] = [await start(url), await start(url)];
    const passwords = await furnish(east, { gates: ['north'], households: 1 });
    const [onEast, onWest] = [seenOn(east), seenOn(west)];
    const gate = await connectGate(east, 'north', passwords);
    ends.push(() => gate.disconnect());
    const credential = { kind: 'flat', value: '1-1-1' } as const;
    const entry = entryOf({ at: clock.now(), credential, purpose: 'emergency' });
    await gate.publish(topicOf(gateId('north'), 'entries'), JSON.stringify(entry));
    await waitUntil('it is decided', () => decisionsOf(gate).length === 1, LONG);
    for (const seen of [onEast, onWest]) await waitUntil('it is shown', () => says(seen, 'new 0'), LONG);

    ahead.by = HOUR;
    for (const seen of [onEast, onWest]) {
      await waitUntil('both steps are shown', () => says(seen, 'new 2'), LONG);
    }
    const [alarm] = await west.central.alarms.list();
    const id = alarm?.id ?? 0;
    const steps = (await west.central.alarms.events(id)).map(({ detail }) => detail['step']);
    expect(steps).toEqual(['controllers', 'channel']);

    await west.central.alarms.act(id, { kind: 'own' }, 'li');
    for (const seen of [onEast, onWest])
      await waitUntil('the owner is shown', () => says(seen, 'owned 2'), LONG);
    expect((await east.central.alarms.list())[0]?.owned?.by).toBe('li');
  });
});
