import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { gateId } from '#core/units/ids.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { startGateway, type Gateway } from '#gateway/gateway.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startSimulation, type SimulatedHousehold, type Simulation } from '#sim/simulation.js';
import { demoGatewayConfig } from '#cli/demo/demo-gateway-config.js';
import { demoLanes } from '#cli/demo/demo-lanes.js';
import { compare } from '#cli/demo/tally.js';
import { CentralProcess } from './support/central-process.js';
import { TestCompound } from './support/compound.js';
import { eventually } from './support/eventually.js';
import { ledgerDetail, ledgerRecords } from './support/ledger.js';
import { temporaryFolder } from './support/temporary-folder.js';

/** More kills for the long run: `GATEHOUSE_KILLS=20 npx vitest run test/journeys/service-is-killed`. */
const KILLS = Number(process.env['GATEHOUSE_KILLS'] ?? 2);
const GATES = ['north', 'east'];

describe(
  'the service is killed in mid-traffic and started again',
  { timeout: 60_000 + KILLS * 20_000 },
  () => {
    const folder = temporaryFolder();
    const central = new CentralProcess(join(folder, 'central'));
    const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
    const gateways: Gateway[] = [];
    let simulation: Simulation | null = null;

    afterAll(async () => {
      await simulation?.stop();
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await central.end('SIGKILL');
    });

    async function population(compound: TestCompound): Promise<SimulatedHousehold[]> {
      const households: SimulatedHousehold[] = [];
      for (let room = 1; room <= 20; room += 1) {
        const { household, qr, code } = await compound.addHousehold(`1-1-${100 + room}`);
        const credentials = [
          { kind: 'qr' as const, value: qr },
          { kind: 'code' as const, value: code },
        ];
        households.push({ household, credentials, kind: 'purchase', elderly: room % 5 === 0 });
      }
      return households;
    }

    async function backlog(): Promise<number> {
      const counts = await Promise.all(gateways.map((gateway) => gateway.backlog()));
      return counts.reduce((sum, count) => sum + count, 0);
    }

    it('loses no entry and doubles none', async () => {
      await central.start();
      const compound = await TestCompound.create(await central.api());
      const lanes = GATES.flatMap((gate, index) => demoLanes(gateId(gate), index, folder));
      const people = await population(compound);
      const config = { pace: 60, weather: { ambientC: 21 }, lanes, population: people };
      const walking = await startSimulation(config, { ...tools, entropy: seededEntropy(7) });
      simulation = walking;
      for (const gate of GATES) {
        const password = await compound.addGate(gate);
        const own = lanes.filter((lane) => lane.gate === gate);
        mkdirSync(join(folder, gate), { recursive: true });
        const settings = {
          gate: gateId(gate),
          password,
          address: central.mqtt,
          folder: join(folder, gate),
          lanes: own,
        };
        const gateway = await startGateway(demoGatewayConfig(settings), {
          ...tools,
          serial: nodeSerialOpener,
          drivers: DRIVERS,
        });
        gateways.push(gateway);
      }
      for (let kill = 0; kill < KILLS; kill += 1) {
        await wait(4_000);
        await central.end('SIGKILL');
        await wait(1_500);
        await central.start();
      }
      await wait(3_000);
      walking.stopPeople();
      await walking.idle();
      const quiet = (): boolean =>
        gateways.every((gateway) => gateway.screens().every((screen) => screen.collecting === 'idle'));
      await eventually(
        async () => (quiet() && (await backlog()) === 0 ? true : null),
        'every receipt',
        40_000,
      );

      const api = await central.api();
      const records = await ledgerRecords(api);
      const kept = [];
      for (const record of records) {
        const { entry } = await ledgerDetail(api, record);
        if (entry === null) throw new Error('an entry was erased');
        const { gate, reason } = record;
        kept.push({ gate, lane: entry.lane, at: entry.at, credential: entry.credential, reason });
      }
      expect(walking.presented().length).toBeGreaterThan(10);
      const told = [...walking.presented(), ...kept].map((one) => JSON.stringify(one)).join('\n');
      expect(compare(walking.presented(), kept), told).toEqual({ lost: 0, doubled: 0 });
      for (const gate of GATES) {
        const seqs = records.filter((record) => record.gate === gate).map((record) => record.seq);
        expect(seqs.sort((a, b) => a - b)).toEqual(seqs.map((_, index) => index + 1));
      }
    });
  },
);
