import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process, { stdout } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#core/bindings/system-clock.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { gateId, laneId } from '#core/units/ids.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startSimulation, type SimulationConfig } from '#sim/simulation.js';
import { usageOfTree } from './support/process-usage.js';

/**
 * CPU share and memory of a gateway with two thermometers at 10 Hz and nobody there, beside a bare Node process that
 * reads two such lines and throws the bytes away, in the same seconds. The service is away: the worst idle state.
 */
const SECONDS = 20;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-bench-'));
const lanes = ['a', 'b', 'c', 'd'].map((id) => simulatedLane(id));
const config: SimulationConfig = { pace: 0.001, weather: { ambientC: 21 }, lanes, population: [] };
const tools = { clock: systemClock, entropy: seededEntropy(1), logger: SILENT_LOGGER };
const simulation = await startSimulation(config, tools);

const children = [startGateway(), startBareReader()];
try {
  await wait(5_000);
  const before = children.map(({ pid = 0 }) => usageOfTree(pid));
  await wait(SECONDS * 1_000);
  const after = children.map(({ pid = 0 }) => usageOfTree(pid));
  const shares = after.map(
    ({ cpuMicros }, index) => (cpuMicros - (before[index]?.cpuMicros ?? 0)) / 1e6 / SECONDS,
  );
  print(
    shares,
    after.map(({ residentMb }) => residentMb),
  );
} finally {
  for (const child of children) child.kill('SIGTERM');
  await simulation.stop();
  rmSync(folder, { recursive: true, force: true });
}

function simulatedLane(id: string): SimulationConfig['lanes'][number] {
  const thermometer = { driver: 'gy-mcu9061x', link: join(folder, `thermometer-${id}`) };
  const reader = { driver: 'line-scanner', link: join(folder, `reader-${id}`) };
  return { gate: gateId('north'), lane: laneId(id), direction: 'out', thermometer, reader };
}

function startGateway(): ChildProcess {
  const own = lanes.slice(0, 2).map(({ lane, direction, thermometer, reader }) => ({
    id: lane,
    direction,
    thermometer: { driver: thermometer.driver, path: thermometer.link },
    reader: { driver: reader.driver, path: reader.link },
  }));
  const central = { address: '127.0.0.1:9', password: 'none' };
  // JSON is YAML too.
  const text = JSON.stringify({ gate: 'north', central, journal: join(folder, 'journal'), lanes: own });
  const file = join(folder, 'north.yaml');
  writeFileSync(file, text);
  const main = join(import.meta.dirname, '../cli/main.js');
  return spawn(process.execPath, [main, 'gateway', '--config', file, '--log', 'error'], { stdio: 'inherit' });
}

function startBareReader(): ChildProcess {
  const paths = lanes.slice(2).map(({ thermometer }) => thermometer.link);
  const script = `
    const { SerialPort } = require('serialport');
    for (const path of process.argv.slice(1)) {
      const port = new SerialPort({ path, baudRate: 9600 });
      port.on('open', () => port.write(Buffer.from([0xa5, 0x45, 0xea])));
      port.resume();
    }`;
  return spawn(process.execPath, ['-e', script, ...paths], { stdio: 'inherit' });
}

function print(shares: readonly number[], memory: readonly number[]): void {
  const names = ['gateway, 2 thermometers at 10 Hz', 'bare Node reading the same lines'];
  const rows = names.map((name, index) => {
    const [share = 0, base = 0] = [shares[index], shares[1]];
    const ratio = base === 0 ? '-' : (share / base).toPrecision(3);
    return `| ${name} | ${(share * 100).toFixed(2)} % | ${ratio} | ${(memory[index] ?? 0).toFixed(0)} |`;
  });
  const head = `| idle for ${SECONDS} s | share of a core | ratio | resident MB |`;
  stdout.write(`\n${[head, '| --- | --- | --- | --- |', ...rows].join('\n')}\n`);
}
