import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { systemClock } from '#core/bindings/system-clock.js';
import { SILENT_LOGGER } from '#core/ports/logger.js';
import { gateId, householdId, laneId } from '#core/units/ids.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import {
  startSimulation,
  type LaneConfig,
  type SimulatedHousehold,
  type Simulation,
} from '#sim/simulation.js';
import { householdOf } from '../seed/seed-rows.js';
import { copyOf, type SeededFolder } from '../seed/seeded-folder.js';
import { BenchFault } from '../support/bench-fault.js';
import { CentralProgram } from '../support/central-program.js';
import { ChildProgram } from '../support/child-program.js';
import { bytesWrittenBy, usageOfTree } from '../support/process-usage.js';
import type { BenchContext, Line, Section } from '../support/section.js';
import { SqliteFile } from '../support/sqlite-file.js';

const HOUSEHOLDS = 1_000;
/** People a minute of the calm rounds, and of those that count bytes. */
const CALM = 2;
const BUSY = 60;
const SETTLE = 5_000;
const MILD_DAY = 21;

interface Window {
  /** Share of one core. */
  readonly cpuShare: number;
  readonly residentMb: number;
  readonly bytesWritten: number;
  readonly from: number;
  readonly to: number;
}

/** What one gateway costs the small machine that it runs on. */
export const gateway: Section = {
  name: 'gateway',
  run: async (context) => {
    const { cleanup, seeds, options } = context;
    const { command } = options;
    const seeded = await seeds.get({
      households: HOUSEHOLDS,
      passKind: 'purchase',
      gates: 1,
      credentials: 'qr',
    });
    const data = await copyOf(seeded, cleanup);
    const central = await CentralProgram.start({ command, cleanup, data });
    try {
      const place = { seeded, address: `127.0.0.1:${await central.port()}` };
      const calm = await watched(CALM, place, context);
      const busy = await watched(BUSY, place, context);
      return { title: 'Gateway: two lanes, two thermometers at 10 Hz', lines: linesOf(calm, busy) };
    } finally {
      await central.stop();
    }
  },
};

interface Place {
  readonly seeded: SeededFolder;
  readonly address: string;
}

type Watched = Window & { readonly entries: number };

/** One gateway among simulated people, looked at in as many windows as there are rounds. */
async function watched(pace: number, place: Place, context: BenchContext): Promise<readonly Watched[]> {
  const folder = context.cleanup.folder('gateway');
  const lanes = ['a', 'b'].map((id, index) => laneOf(id, index === 0 ? 'out' : 'in', folder));
  const simulation = await simulationOf(lanes, pace, place.seeded);
  const forget = context.cleanup.add(() => simulation.stop());
  const program = startGateway(lanes, { folder, place, context });
  const windows: Window[] = [];
  try {
    await wait(SETTLE);
    for (let round = 1; round <= context.options.rounds; round += 1) {
      context.progress(`round ${round}: a gateway with ${pace} people a minute`);
      windows.push(await windowOn(program, context.options.gatewaySeconds));
    }
  } finally {
    await program.stop();
    await simulation.stop();
    forget();
  }
  const times = await entryTimes(join(folder, 'journal.sqlite'));
  return windows.map((window) => ({
    ...window,
    entries: times.filter((at) => at >= window.from && at < window.to).length,
  }));
}

async function windowOn(program: ChildProgram, seconds: number): Promise<Window> {
  if (program.hasEnded) throw new BenchFault(`the gateway has ended:\n${program.text}`);
  const from = Date.now();
  const before = { ...usageOfTree(program.pid), bytes: bytesWrittenBy(program.pid) };
  await wait(seconds * 1_000);
  const after = usageOfTree(program.pid);
  return {
    cpuShare: (after.cpuMicros - before.cpuMicros) / 1e6 / seconds,
    residentMb: after.residentMb,
    bytesWritten: bytesWrittenBy(program.pid) - before.bytes,
    from,
    to: Date.now(),
  };
}

function linesOf(calm: readonly Watched[], busy: readonly Watched[]): readonly Line[] {
  const withEntries = busy.filter(({ entries }) => entries > 0);
  return [
    { what: 'resident memory', unit: 'MB', values: calm.map(({ residentMb }) => residentMb) },
    {
      what: `share of a core, ${CALM} people a minute`,
      unit: '%',
      values: calm.map(({ cpuShare }) => cpuShare * 100),
    },
    {
      what: `share of a core, ${BUSY} people a minute`,
      unit: '%',
      values: busy.map(({ cpuShare }) => cpuShare * 100),
    },
    {
      what: 'written to disk, each entry committed alone',
      unit: 'bytes/entry',
      values: withEntries.map(({ bytesWritten, entries }) => bytesWritten / entries),
    },
  ];
}

function laneOf(id: string, direction: 'out' | 'in', folder: string): LaneConfig {
  const thermometer = { driver: 'gy-mcu9061x', link: join(folder, `thermometer-${id}`) };
  const reader = { driver: 'line-scanner', link: join(folder, `reader-${id}`) };
  return { gate: gateId('gate-1'), lane: laneId(id), direction, thermometer, reader };
}

function simulationOf(lanes: readonly LaneConfig[], pace: number, seeded: SeededFolder): Promise<Simulation> {
  const { file, bytesEach, count } = seeded.credentials;
  const bytes = readFileSync(file);
  const population = Array.from({ length: count }, (_, index): SimulatedHousehold => {
    const value = bytes.toString('latin1', index * bytesEach, (index + 1) * bytesEach);
    const household = householdId(householdOf(index));
    return { household, credentials: [{ kind: 'qr', value }], kind: 'purchase', elderly: false };
  });
  const config = { pace, weather: { ambientC: MILD_DAY }, lanes, population };
  return startSimulation(config, { clock: systemClock, entropy: seededEntropy(1), logger: SILENT_LOGGER });
}

function startGateway(
  lanes: readonly LaneConfig[],
  { folder, place, context }: { folder: string; place: Place; context: BenchContext },
): ChildProgram {
  const [gate] = place.seeded.gates;
  const config = {
    gate: gate?.id,
    central: { address: place.address, password: gate?.password },
    journal: join(folder, 'journal.sqlite'),
    clock: 'synced',
    lanes: lanes.map(({ lane, direction, thermometer, reader }) => ({
      id: lane,
      direction,
      thermometer: { driver: thermometer.driver, path: thermometer.link, site: 'forehead', correctionC: 2.4 },
      reader: { driver: reader.driver, path: reader.link },
    })),
  };
  const file = join(folder, 'gate.yaml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify(config));
  const words = ['gateway', '--config', file, '--log', 'error'];
  return ChildProgram.node(context.options.command, { words }, context.cleanup);
}

/** When each entry of a gateway's journal happened, milliseconds since 1970. */
async function entryTimes(path: string): Promise<readonly number[]> {
  const file = await SqliteFile.open(path);
  try {
    return (await file.all('select at from entries')).map((row) => Number(row['at']));
  } finally {
    await file.close();
  }
}
