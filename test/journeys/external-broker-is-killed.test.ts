import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EntryRecord } from '#core/api/entries.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { startService, type Service } from '#broker/service.js';
import { externalOptions } from '../broker/support/join-mosquitto.js';
import { furnish } from '../broker/support/service-bench.js';
import { Mosquitto, NO_MOSQUITTO } from '../support/mosquitto.js';
import { eventually } from './support/eventually.js';
import { RawGate } from './support/raw-gate.js';
import { temporaryFolder } from './support/temporary-folder.js';

const GATES = ['north', 'south', 'east'];
const HOUSEHOLDS = 40;
/** More kills for the long run: `GATEHOUSE_KILLS=20 npx vitest run test/journeys/external-broker`. */
const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 2);

describe.skipIf(NO_MOSQUITTO !== '')(
  `a service behind Mosquitto, which is killed in mid-traffic${NO_MOSQUITTO}`,
  { timeout: 60_000 + KILLS * 20_000 },
  () => {
    const folder = temporaryFolder();
    const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
    const gates: RawGate[] = [];
    let mosquitto: Mosquitto;
    let service: Service;

    beforeAll(async () => {
      mosquitto = await Mosquitto.start({ west: 'secret-of-west' });
      const external = externalOptions(mosquitto, 'journey');
      service = await startService({ dataDir: join(folder, 'central'), mqtt: { external } }, tools);
      const passwords = await furnish(service, { gates: GATES, households: HOUSEHOLDS });
      for (const [gate, password] of passwords) mosquitto.setPassword(gate, password);
      await mosquitto.reload();
      for (const gate of GATES) gates.push(gateOf(gate, passwords.get(gate) ?? ''));
      for (const gate of gates) gate.start();
    });

    afterAll(async () => {
      await Promise.all(gates.map((gate) => gate.stop()));
      await service.stop();
      await mosquitto.stop();
    });

    function gateOf(gate: string, password: string): RawGate {
      return new RawGate({ gate, password, port: mosquitto.gatesPort });
    }

    async function traffic(seconds: number): Promise<void> {
      for (let tick = 0; tick < seconds * 20; tick += 1) {
        for (const gate of gates) gate.present(`1-1-${1 + (gate.made % HOUSEHOLDS)}`);
        await wait(50);
      }
    }

    async function allDecided(): Promise<void> {
      const undecided = (): number => gates.reduce((sum, gate) => sum + gate.undecided, 0);
      await eventually(() => (undecided() === 0 ? true : null), 'every decision', 30_000);
    }

    async function ledger(): Promise<EntryRecord[]> {
      const records: EntryRecord[] = [];
      let after: string | null = '';
      while (after !== null) {
        const page = await service.central.entries.list({ limit: 200, ...(after === '' ? {} : { after }) });
        records.push(...page.items);
        after = page.next;
      }
      return records;
    }

    it('loses no entry, doubles none and contradicts itself nowhere', async () => {
      for (let kill = 0; kill < KILLS; kill += 1) {
        await traffic(1);
        await mosquitto.kill();
        await traffic(0.5);
        expect((await service.central.readiness()).ready).toBe(false);
        await mosquitto.restart();
        await eventually(
          async () => ((await service.central.readiness()).ready ? true : null),
          'the service to be ready',
          30_000,
        );
      }
      await traffic(1);
      await allDecided();

      const records = await ledger();
      const made = gates.reduce((sum, gate) => sum + gate.made, 0);
      expect(records).toHaveLength(made);
      const identities = new Set(records.map(({ journal, seq }) => `${journal}/${seq}`));
      expect(identities.size).toBe(made);
      for (const gate of gates) {
        for (const [seq, decisions] of gate.decisions) {
          const record = records.find((one) => one.journal === gate.journal && one.seq === seq);
          for (const { verdict, reason } of decisions)
            expect({ verdict, reason }).toEqual({ verdict: record?.verdict, reason: record?.reason });
        }
      }
      const allowed = records.filter(({ verdict }) => verdict === 'allow').map(({ household }) => household);
      expect(allowed).toHaveLength(new Set(allowed).size);
      expect(allowed).toHaveLength(HOUSEHOLDS);
      expect((await service.central.quarantine.list({})).items).toEqual([]);
      const states = (await service.central.gates.list()).map(({ state }) => state);
      expect(states).toEqual(['online', 'online', 'online']);
    });

    it('sets the entry of a gate aside that is not in its register, and goes on', async () => {
      const stranger = gateOf('west', 'secret-of-west');
      stranger.start();
      stranger.present('1-1-1');
      await eventually(async () => {
        const { items } = await service.central.quarantine.list({});
        return items.some(({ gate }) => gate === 'west') ? true : null;
      }, 'the entry in quarantine');
      await stranger.stop();
      for (const gate of gates) gate.present('1-1-1');
      await allDecided();
      expect(stranger.decisions.size).toBe(0);
    });
  },
);
