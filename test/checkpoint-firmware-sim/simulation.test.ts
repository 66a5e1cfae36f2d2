import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '#core/bindings/system-clock.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startSimulation, type LaneConfig, type Simulation } from '#sim/simulation.js';
import { expectGateError } from '../support/assert-gate-error.js';
import { LineClient, openTerminals, until } from './line-client.js';
import { checkpointLane, madeUpPopulation } from './made-up-compound.js';

describe('a simulation', () => {
  let folder: string;
  let terminals: number;
  const simulations: Simulation[] = [];
  const clients: LineClient[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-simulation-'));
    terminals = openTerminals();
  });

  afterEach(async () => {
    for (const simulation of simulations.splice(0)) await simulation.stop();
    for (const client of clients.splice(0)) client.close();
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
    await until(() => openTerminals() === terminals, 'all descriptors to be closed');
  });

  async function started(lanes: readonly LaneConfig[], pace = 600): Promise<Simulation> {
    const config = { pace, weather: { ambientC: 21.3 }, lanes, population: madeUpPopulation(40) };
    const tools = { clock: systemClock, entropy: seededEntropy(1), logger: SILENT_LOGGER };
    const simulation = await startSimulation(config, tools);
    simulations.push(simulation);
    return simulation;
  }

  function listen(path: string, baudRate = 115200): LineClient {
    const client = new LineClient(path, baudRate);
    clients.push(client);
    return client;
  }

  it('brings everything it says was presented through the pseudo-terminals, scan by scan', async () => {
    const simulation = await started([
      checkpointLane(folder, 'north', 'out'),
      checkpointLane(folder, 'north', 'in'),
    ]);
    const far = simulation.paths.map((path) => listen(path));
    await until(() => simulation.presented().length >= 12, 'people to come', 40_000);
    simulation.stopPeople();
    await simulation.idle();
    const scans = (): string[] =>
      far.flatMap((client) =>
        [...client.text.matchAll(/\$S,\d+,[QCKF],(.*)\*[0-9A-F]{4}\r\n/g)].map((m) => m[1] ?? ''),
      );
    const values = simulation.presented().map(({ credential }) => credential.value);
    await until(() => scans().length >= values.length, 'the last bytes');
    expect(scans().sort()).toEqual(values.sort());
  });

  it('takes one link for one device, and makes one for each module', async () => {
    const reader = checkpointLane(folder, 'north', 'out').reader;
    const thermometer = { driver: 'gy-mcu9061x', link: join(folder, 'module'), baudRate: 115200 };
    const simulation = await started([{ ...checkpointLane(folder, 'north', 'out'), thermometer, reader }]);
    expect(simulation.paths).toEqual([thermometer.link, reader.link]);
    expect(simulation.device(thermometer.link)?.baudRate).toBe(115200);
    expect(simulation.device(reader.link)?.model.name).toBe('checkpoint-line');
    expect(simulation.device('elsewhere')).toBeNull();
    listen(thermometer.link);
    listen(reader.link);
    await until(() => simulation.presented().length >= 1, 'somebody to come', 40_000);
  });

  it('refuses two devices at one link', async () => {
    const lane = checkpointLane(folder, 'north', 'out');
    const thermometer = { driver: 'gy-mcu9061x', link: lane.reader.link };
    await expectGateError(() => started([{ ...lane, thermometer }]), 'config-invalid');
  });

  it('starts all devices or none', async () => {
    const lost = checkpointLane(join(folder, 'missing'), 'north', 'in');
    await expectGateError(() => started([checkpointLane(folder, 'north', 'out'), lost]), 'pty-failed');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is stopped in the middle, twice', async () => {
    const simulation = await started([checkpointLane(folder, 'north', 'out')]);
    const [path = ''] = simulation.paths;
    expect(existsSync(path)).toBe(true);
    listen(path);
    await until(() => simulation.presented().length >= 2, 'people to come', 40_000);
    await Promise.all([simulation.stop(), simulation.stop()]);
    expect(existsSync(path)).toBe(false);
  });
});
