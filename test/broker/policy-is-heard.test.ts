import { afterEach, expect, it } from 'vitest';
import type { LiveEvent } from '#core/api/live.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { startService, type Service } from '#broker/service.js';
import { describeWithPostgres, freshPostgres } from '../support/postgres.js';
import { waitUntil } from '../support/wait-until.js';
import { furnish, GARDEN, temporaryData } from './support/service-bench.js';

const LONG = 60_000;
/** DESIGN section 4. */
const REACHES_GATES_IN = 2_000;
const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
const LI = { author: 'li', reason: '' };

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(database: string): Promise<Service> {
  const { dataDir, remove } = await temporaryData();
  const service = await startService({ dataDir, mqtt: { host: '127.0.0.1', port: 0 }, database }, tools);
  ends.push(remove, () => service.stop());
  return service;
}

/** Levels that the live feed of a service has told of its gates. */
function levelsOf(service: Service): string[] {
  const levels: string[] = [];
  service.central.live.subscribe((event: LiveEvent) => {
    if (event.kind === 'gate') levels.push(event.gate.policy.level);
  });
  return levels;
}

async function reached(levels: readonly string[], level: string): Promise<void> {
  await waitUntil(`the pages show ${level}`, () => levels.includes(level), REACHES_GATES_IN);
}

it('a changed level is on the pages of a service within 2 s, and so is one that was scheduled', async () => {
  const service = await start('sqlite');
  await furnish(service, { gates: ['north'], households: 1 });
  const levels = levelsOf(service);
  await service.central.policies.setLevel(GARDEN, 'sealed', LI);
  await reached(levels, 'sealed');
  const effectiveAt = Date.now() + 300;
  await service.central.policies.setLevel(GARDEN, 'open', { ...LI, effectiveAt });
  await reached(levels, 'open');
  expect((await service.central.policies.inForce(GARDEN)).effectiveAt).toBe(effectiveAt);
});

describeWithPostgres('two nodes', () => {
  it(
    'both show a level that one of them has changed, and a scheduled one, within 2 s',
    { timeout: LONG },
    async () => {
      const url = await freshPostgres();
      const [east, west] = [await start(url), await start(url)];
      await furnish(east, { gates: ['north'], households: 1 });
      await waitUntil('the gate is known', async () => (await west.central.gates.list()).length === 1, LONG);
      const levels = [levelsOf(east), levelsOf(west)];
      await west.central.policies.setLevel(GARDEN, 'sealed', LI);
      for (const seen of levels) await reached(seen, 'sealed');
      await west.central.policies.setLevel(GARDEN, 'open', { ...LI, effectiveAt: Date.now() + 300 });
      for (const seen of levels) await reached(seen, 'open');
    },
  );
});
