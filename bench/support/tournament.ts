import type { CredentialList, DriverJob, Pace, Traffic } from '../driver/driver-job.js';
import { BenchFault } from './bench-fault.js';
import type { Contestant, Server } from './contestant.js';
import { hasProgram } from './has-program.js';
import { measuredRun, type MeasuredRun } from './measured-run.js';
import type { BenchContext } from './section.js';

/** One contestant with what is asked of it. */
export interface Entrant {
  readonly contestant: Contestant;
  readonly credentials: CredentialList;
  /** Most entries and seconds before the first round, not measured. */
  readonly warmUp: { readonly entries: number; readonly seconds: number };
  readonly traffic: 'visits' | 'turns';
  /** What is measured in each round, one after the other. */
  readonly tasks: readonly Task[];
}

export interface Task {
  readonly pace: Pace;
  /** With a page open that follows the live feed. */
  readonly isWatched?: boolean;
  /** Most entries and seconds of one run. */
  readonly limit: { readonly entries: number; readonly seconds: number };
}

interface Running {
  readonly entrant: Entrant;
  readonly server: Server;
  /** Of each task, the runs of all rounds. */
  readonly runs: readonly MeasuredRun[][];
  /** Entries of all runs so far, and of the warm-up. */
  sent: number;
  total: number;
}

/** What came of one entrant; nothing when the machine lacks a program that it needs. */
export interface Score {
  /** Of each task, the runs of all rounds. */
  readonly tasks: readonly (readonly MeasuredRun[])[];
  /** Bytes on disk an entry; null where nothing is stored. */
  readonly bytesEach: number | null;
}

/**
 * Lets all entrants run in turn, round by round, so that a noisy moment of the machine hits all of them, and gives their
 * scores in the order of the entrants. Afterwards every entry that was answered must be in the database.
 */
export async function tournament(
  entrants: readonly Entrant[],
  context: BenchContext,
  beforeRound: () => void | Promise<void> = () => undefined,
): Promise<readonly Score[]> {
  const running: Running[] = [];
  try {
    for (const entrant of entrants) {
      if (canRun(entrant, context)) running.push(await warmedUp(entrant, context));
    }
    for (let round = 1; round <= context.options.rounds; round += 1) {
      await beforeRound();
      for (const one of running) await oneRound(one, round, context);
    }
  } finally {
    for (const { server } of running) await server.stop();
  }
  const scores = new Map<Entrant, Score>();
  for (const one of running) scores.set(one.entrant, { tasks: one.runs, bytesEach: await bytesEach(one) });
  return entrants.map((entrant) => scores.get(entrant) ?? NO_SCORE);
}

const NO_SCORE: Score = { tasks: [], bytesEach: null };

function canRun({ contestant: { name, needs } }: Entrant, { progress }: BenchContext): boolean {
  if (needs === undefined || hasProgram(needs)) return true;
  progress(`${name}: left out, this machine has no ${needs}`);
  return false;
}

async function warmedUp(entrant: Entrant, context: BenchContext): Promise<Running> {
  const { contestant, credentials, warmUp } = entrant;
  context.progress(`${contestant.name}: starting and warming up`);
  const server = await contestant.start();
  const run = await measuredRun(context.driver, server, {
    credentials,
    pace: { kind: 'saturated', inFlight: context.options.inFlight },
    traffic: { kind: 'each-once' },
    maxEntries: warmUp.entries,
    maxSeconds: warmUp.seconds,
  });
  context.progress(`${contestant.name}: warmed up, ${summaryOf(run)}`);
  return { entrant, server, runs: entrant.tasks.map(() => []), sent: 0, total: run.report.answered };
}

async function oneRound(one: Running, round: number, context: BenchContext): Promise<void> {
  const { entrant, server } = one;
  for (const [index, task] of entrant.tasks.entries()) {
    const close = task.isWatched === true ? await server.watch?.() : undefined;
    const run = await measuredRun(context.driver, server, jobOf(entrant, task, one.sent));
    close?.();
    one.sent += run.report.sent;
    one.total += run.report.answered;
    one.runs[index]?.push(run);
    context.progress(`round ${round}, ${entrant.contestant.name}: ${summaryOf(run)}`);
  }
}

function summaryOf(run: MeasuredRun): string {
  const { p50, p99 } = run.report.latency;
  const figures = [
    `${Math.round(run.perSecond).toLocaleString('en-US')} a second`,
    `CPU ${run.cpuMicrosEach.toFixed(1)} us`,
    `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`,
    `${run.residentMb.toFixed(0)} MB`,
    `driver ${(run.report.driverShare * 100).toFixed(0)} % of a core`,
    JSON.stringify(run.report.verdicts),
  ];
  return figures.join(', ');
}

function jobOf(
  { credentials, traffic }: Entrant,
  { pace, limit }: Task,
  from: number,
): Omit<DriverJob, 'gates'> {
  const next: Traffic = { kind: traffic, from };
  return { credentials, pace, traffic: next, maxEntries: limit.entries, maxSeconds: limit.seconds };
}

async function bytesEach({ entrant, server, total }: Running): Promise<number | null> {
  const stored = await server.stored?.();
  if (stored === undefined) return null;
  const { entries, bytes } = stored;
  if (entries === total) return bytes / entries;
  throw new BenchFault(`${entrant.contestant.name} answered ${total} entries and stored ${entries}`);
}
