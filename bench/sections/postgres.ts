import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CredentialList, DriverJob } from '../driver/driver-job.js';
import { openPostgresSeed } from '../seed/postgres-seed.js';
import { addGates, addHouseholds, type SeededGate } from '../seed/seed-service.js';
import { BenchFault } from '../support/bench-fault.js';
import { CentralProgram } from '../support/central-program.js';
import { ProgramEnded } from '../support/child-program.js';
import type { Server } from '../support/contestant.js';
import { measuredRun, type MeasuredRun } from '../support/measured-run.js';
import { PostgresCluster } from '../support/postgres-cluster.js';
import {
  notAvailable,
  type BenchContext,
  type Line,
  type Section,
  type SectionResult,
} from '../support/section.js';
import { cpuTimes, rateLine, rates, saturatedTask } from './field.js';
import { ratios } from '../support/series.js';

const NODES = [1, 2, 4];
/** How the service says that it does not know or does not like an option. */
const EXIT_USAGE = 2;
const WARM_UP = { entries: 5_000, seconds: 5 };
/** So many gates want the same household out at once, through whichever nodes they are connected to. */
const RIVALS = 4;
const CONTENDED_HOUSEHOLDS = 2_000;
const TITLE = 'PostgreSQL, several service nodes';

/** Households (of the one compound) let out more than once in their three days: what the whole system is there to prevent. */
const VIOLATIONS = `
  select count(*) from (
    select household from entries
    where verdict = 'allow' and reason = 'ok' and direction = 'out'
    group by household having count(*) > 1) twice`;

/** Several service nodes on one PostgreSQL: what another node brings, and whether the rule still holds. */
export const postgres: Section = {
  name: 'postgres',
  run: async (context) => {
    if (PostgresCluster.programs() === null) return notAvailable(TITLE, 'this machine has no PostgreSQL');
    const cluster = await PostgresCluster.start(context.cleanup);
    try {
      return await measured(cluster, context);
    } catch (error) {
      const isRefused = error instanceof ProgramEnded && error.exitCode === EXIT_USAGE;
      if (isRefused) return notAvailable(TITLE, `the service refuses --database: ${error.lastLine}`);
      throw error;
    } finally {
      await cluster.stop();
    }
  },
};

interface Register {
  readonly url: string;
  readonly folder: string;
  readonly gates: readonly SeededGate[];
  /** Of the saturated runs, and of those in which gates compete. */
  readonly visiting: CredentialList;
  readonly contended: CredentialList;
}

interface Tally {
  readonly nodes: number;
  readonly runs: MeasuredRun[];
  readonly contended: MeasuredRun[];
  readonly violations: number[];
}

async function measured(cluster: PostgresCluster, context: BenchContext): Promise<SectionResult> {
  const { options, progress } = context;
  const register = await registerOn(cluster, context);
  const tallies: readonly Tally[] = NODES.map((nodes) => ({
    nodes,
    runs: [],
    contended: [],
    violations: [],
  }));
  let turn = 0;
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const tally of tallies) {
      await oneTurn({ tally, turn, register, cluster }, context);
      turn += 1;
      const rate = tally.runs.at(-1)?.perSecond ?? 0;
      progress(
        `round ${round}, ${tally.nodes} nodes: ${Math.round(rate)} a second, ${tally.violations.at(-1) ?? 0} violations`,
      );
    }
  }
  return { title: `${TITLE} (version ${cluster.version})`, lines: linesOf(tallies), notes: NOTES };
}

const NOTES = [
  'CPU counts the service nodes and all processes of PostgreSQL; all share this machine with the driver.',
  `In the contended runs ${RIVALS} gates, through different nodes, want the same household out at the same moment.`,
  'Violations are counted by SQL of the bench alone, over all entries so far.',
];

/** The first node makes schema, gates and keys; then the register is written. */
async function registerOn(cluster: PostgresCluster, context: BenchContext): Promise<Register> {
  const { options, cleanup, progress } = context;
  const contendedCount = CONTENDED_HOUSEHOLDS * NODES.length * options.rounds;
  const plan = { households: options.households + contendedCount, passKind: 'purchase' } as const;
  progress(`seeding ${plan.households.toLocaleString('en-US')} households into PostgreSQL`);
  const url = await cluster.createDatabase('bench');
  const folder = cleanup.folder('nodes');
  const [node] = await startNodes(1, { url, folder }, context);
  if (node === undefined) throw new BenchFault('no node was started');
  const gates = await addGates(node, options.gates);
  await node.stop();
  const database = await openPostgresSeed(url);
  try {
    const all = await addHouseholds('code', plan, { folder, database });
    const visiting = { ...all, count: options.households };
    return {
      url,
      folder,
      gates,
      visiting,
      contended: { ...all, skip: options.households, count: contendedCount },
    };
  } finally {
    await database.close();
  }
}

async function startNodes(
  count: number,
  { url, folder }: { readonly url: string; readonly folder: string },
  { options, cleanup }: BenchContext,
): Promise<readonly CentralProgram[]> {
  const nodes: CentralProgram[] = [];
  for (let number = 1; number <= count; number += 1) {
    const data = join(folder, `node-${number}`);
    await mkdir(data, { recursive: true, mode: 0o700 });
    nodes.push(await CentralProgram.start({ command: options.command, cleanup, data, database: url }));
  }
  return nodes;
}

/** Starts the nodes, lets the crowd in, then the rivals, and counts the violations. */
async function oneTurn(
  one: { tally: Tally; turn: number; register: Register; cluster: PostgresCluster },
  context: BenchContext,
): Promise<void> {
  const { tally, turn, register, cluster } = one;
  const nodes = await startNodes(tally.nodes, register, context);
  try {
    const ports = await Promise.all(nodes.map((node) => node.port()));
    const server: Server = {
      gates: register.gates.map((gate, index) => ({ ...gate, port: ports[index % ports.length] ?? 0 })),
      pids: [...nodes.map(({ pid }) => pid), cluster.pid],
      stop: () => Promise.resolve(),
    };
    const run = (job: Omit<DriverJob, 'gates'>): Promise<MeasuredRun> =>
      measuredRun(context.driver, server, job);
    const { visiting, contended } = register;
    const { pace, limit } = saturatedTask(context.options);
    const shared = { credentials: visiting, pace, maxEntries: limit.entries, maxSeconds: limit.seconds };
    const from = turn * (limit.entries + WARM_UP.entries);
    const warmUp = { ...shared, maxEntries: WARM_UP.entries, maxSeconds: WARM_UP.seconds };
    await run({ ...warmUp, traffic: { kind: 'visits', from } });
    tally.runs.push(await run({ ...shared, traffic: { kind: 'visits', from: from + WARM_UP.entries } }));
    const own = {
      ...contended,
      skip: (contended.skip ?? 0) + turn * CONTENDED_HOUSEHOLDS,
      count: CONTENDED_HOUSEHOLDS,
    };
    const rivals = { ...shared, credentials: own, maxEntries: CONTENDED_HOUSEHOLDS * RIVALS, maxSeconds: 60 };
    tally.contended.push(await run({ ...rivals, traffic: { kind: 'contended', rivals: RIVALS } }));
  } finally {
    for (const node of nodes) await node.stop();
  }
  tally.violations.push(await violations(register.url));
}

async function violations(url: string): Promise<number> {
  const database = await openPostgresSeed(url);
  try {
    return Number(await database.text(VIOLATIONS));
  } finally {
    await database.close();
  }
}

function linesOf(tallies: readonly Tally[]): readonly Line[] {
  const named = tallies.map((tally) => ({
    ...tally,
    name: `${tally.nodes} ${tally.nodes === 1 ? 'node' : 'nodes'}`,
  }));
  const [first] = tallies;
  return [
    ...named.map(({ name, runs }) => rateLine(name, runs)),
    ...named.slice(1).map(({ name, runs }) => ({
      what: `${name} / 1 node`,
      unit: 'times',
      values: ratios(rates(runs), rates(first?.runs ?? [])),
    })),
    ...named.map(({ name, runs }) => ({ what: `CPU: ${name}`, unit: 'us/decision', values: cpuTimes(runs) })),
    ...named.map(({ name, contended }) =>
      rateLine(`${name}, ${RIVALS} rivals for each household`, contended),
    ),
    ...named.map(({ name, contended }) => ({
      what: `${name}: let out of ${CONTENDED_HOUSEHOLDS.toLocaleString('en-US')} households with rivals`,
      unit: 'outings',
      values: contended.map(({ report }) => report.verdicts['allow'] ?? 0),
      goal: { atLeast: CONTENDED_HOUSEHOLDS, atMost: CONTENDED_HOUSEHOLDS },
    })),
    ...named.map(({ name, violations: found }) => ({
      what: `${name}: households let out twice`,
      unit: 'violations',
      values: found,
      goal: { atMost: 0 },
    })),
  ];
}
