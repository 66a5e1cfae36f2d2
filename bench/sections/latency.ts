import { fsyncTime } from '../support/fsync-probe.js';
import type { MeasuredRun } from '../support/measured-run.js';
import type { BenchContext, Line, Section } from '../support/section.js';
import { ratios } from '../support/series.js';
import { tournament, type Entrant, type Task } from '../support/tournament.js';
import { fieldOn, mainRegister, saturatedEntrant } from './field.js';

const PER_SECOND = 200;
/** Fewer entries would say nothing about the slowest in a hundred. */
const PACED_SECONDS = 5;
const LIGHT: Task = { pace: { kind: 'light' }, limit: { entries: 20_000, seconds: 4 } };

/** From publish to decision when little is going on, beside what the disk and the network alone would take. */
export const latency: Section = {
  name: 'latency',
  run: async (context) => {
    const entrants = await entrantsOf(context);
    const folder = context.cleanup.folder('fsync');
    const fsyncs: number[] = [];
    const scores = await tournament(entrants, context, () => fsyncs.push(fsyncTime(folder)));
    const trips = p50s(scores[0]?.tasks[0] ?? []);
    const floor = fsyncs.map((fsync, round) => fsync + (trips[round] ?? Number.NaN));
    const [light = [], paced = []] = scores.at(-1)?.tasks ?? [];
    return {
      title: 'Latency, publish to decision',
      lines: [
        { what: 'one fsync of 4 KiB', unit: 'ms', values: fsyncs },
        { what: 'one MQTT round trip: (a), one in flight, p50', unit: 'ms', values: trips },
        { what: 'floor: their sum', unit: 'ms', values: floor },
        ...entrants.slice(1, -1).flatMap(({ contestant: { name } }, index) => {
          const [itsLight = [], itsPaced = []] = scores[index + 1]?.tasks ?? [];
          return [...latencyLines(`${name}, light`, itsLight), ...latencyLines(`${name}, paced`, itsPaced)];
        }),
        ...latencyLines('gatehouse, one in flight', light),
        ...floorLines('one in flight', light, floor),
        ...latencyLines(`gatehouse, ${PER_SECOND} a second`, paced),
        ...floorLines(`${PER_SECOND} a second`, paced, floor),
      ],
      notes: [
        'fsync and round trip were measured in the same rounds, on the same disk and the same sockets.',
      ],
    };
  },
};

/** The round trip first, the product last. */
async function entrantsOf(context: BenchContext): Promise<readonly Entrant[]> {
  const seeded = await mainRegister(context);
  const field = fieldOn(seeded, context);
  const seconds = Math.max(PACED_SECONDS, context.options.seconds);
  const paced: Task = { pace: { kind: 'paced', perSecond: PER_SECOND }, limit: { entries: 20_000, seconds } };
  return [field.a, field.b, field.c, field.own].map((contestant) => ({
    ...saturatedEntrant(contestant, seeded, context),
    tasks: contestant === field.a ? [LIGHT] : [LIGHT, paced],
  }));
}

function latencyLines(name: string, runs: readonly MeasuredRun[]): Line[] {
  return (['p50', 'p95', 'p99'] as const).map((quantile) => ({
    what: `${name}: ${quantile}`,
    unit: 'ms',
    values: runs.map(({ report }) => report.latency[quantile]),
  }));
}

function floorLines(name: string, runs: readonly MeasuredRun[], floor: readonly number[]): Line[] {
  const above = runs.map(({ report }, round) => report.latency.p99 - (floor[round] ?? Number.NaN));
  return [
    {
      what: `gatehouse, ${name}: p50 / floor`,
      unit: 'times',
      values: ratios(p50s(runs), floor),
      goal: { atMost: 2 },
    },
    { what: `gatehouse, ${name}: p99 - floor`, unit: 'ms', values: above, goal: { atMost: 10 } },
  ];
}

function p50s(runs: readonly MeasuredRun[]): readonly number[] {
  return runs.map(({ report }) => report.latency.p50);
}
