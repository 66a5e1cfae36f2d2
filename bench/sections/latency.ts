import { fsyncTimes, type FsyncTimes } from '../support/fsync-probe.js';
import type { MeasuredRun } from '../support/measured-run.js';
import type { BenchContext, Line, Section } from '../support/section.js';
import { ratios } from '../support/series.js';
import { tournament, type Entrant, type Task } from '../support/tournament.js';
import { fieldOn, mainRegister, saturatedEntrant } from './field.js';

const PER_SECOND = 200;
/** Fewer entries would say nothing about the slowest in a hundred. */
const PACED_SECONDS = 5;
const LIGHT: Task = { pace: { kind: 'light' }, limit: { entries: 20_000, seconds: 4 } };

/** From publish to decision when little is going on, beside what the disk and the network alone take at the same pace. */
export const latency: Section = {
  name: 'latency',
  run: async (context) => {
    const entrants = await entrantsOf(context);
    const folder = context.cleanup.folder('fsync');
    const fsyncs: FsyncTimes[] = [];
    const scores = await tournament(entrants, context, async () => {
      fsyncs.push(await fsyncTimes(folder, PER_SECOND));
    });
    const [lightTrips = [], pacedTrips = []] = scores[0]?.tasks ?? [];
    const light = floorOf(
      fsyncs.map(({ busy }) => busy),
      lightTrips,
    );
    const paced = floorOf(
      fsyncs.map((times) => times.paced),
      pacedTrips,
    );
    const [ownLight = [], ownPaced = []] = scores.at(-1)?.tasks ?? [];
    return {
      title: 'Latency, publish to decision',
      lines: [
        ...floorLines('one in flight', light),
        ...floorLines(`${PER_SECOND} a second`, paced),
        ...entrants.slice(1, -1).flatMap(({ contestant: { name } }, index) => {
          const [itsLight = [], itsPaced = []] = scores[index + 1]?.tasks ?? [];
          return [...latencyLines(`${name}, light`, itsLight), ...latencyLines(`${name}, paced`, itsPaced)];
        }),
        ...latencyLines('gatehouse, one in flight', ownLight),
        ...goalLines('one in flight', ownLight, light.sums),
        ...latencyLines(`gatehouse, ${PER_SECOND} a second`, ownPaced),
        ...goalLines(`${PER_SECOND} a second`, ownPaced, paced.sums),
        {
          what: `gatehouse, ${PER_SECOND} a second: p50 / floor of one in flight`,
          unit: 'times',
          values: ratios(p50s(ownPaced), light.sums),
        },
      ],
      notes: [
        'fsync and round trip were measured in the same rounds, on the same disk and the same sockets, one after the other and 200 a second: between two of those the processors of this machine go to sleep, and to wake them takes longer than the work.',
      ],
    };
  },
};

interface Floor {
  readonly fsyncs: readonly number[];
  readonly trips: readonly number[];
  readonly sums: readonly number[];
}

function floorOf(fsyncs: readonly number[], runs: readonly MeasuredRun[]): Floor {
  const trips = p50s(runs);
  return { fsyncs, trips, sums: fsyncs.map((fsync, round) => fsync + (trips[round] ?? Number.NaN)) };
}

function floorLines(pace: string, { fsyncs, trips, sums }: Floor): Line[] {
  return [
    { what: `${pace}: one fsync of 4 KiB`, unit: 'ms', values: fsyncs },
    { what: `${pace}: one MQTT round trip of (a), p50`, unit: 'ms', values: trips },
    { what: `${pace}: floor, their sum`, unit: 'ms', values: sums },
  ];
}

/** The round trip first, the product last. */
async function entrantsOf(context: BenchContext): Promise<readonly Entrant[]> {
  const seeded = await mainRegister(context);
  const field = fieldOn(seeded, context);
  const seconds = Math.max(PACED_SECONDS, context.options.seconds);
  const paced: Task = { pace: { kind: 'paced', perSecond: PER_SECOND }, limit: { entries: 20_000, seconds } };
  return [field.a, field.b, field.c, field.own].map((contestant) => ({
    ...saturatedEntrant(contestant, seeded, context),
    tasks: [LIGHT, paced],
  }));
}

function latencyLines(name: string, runs: readonly MeasuredRun[]): Line[] {
  return (['p50', 'p95', 'p99'] as const).map((quantile) => ({
    what: `${name}: ${quantile}`,
    unit: 'ms',
    values: runs.map(({ report }) => report.latency[quantile]),
  }));
}

function goalLines(name: string, runs: readonly MeasuredRun[], floor: readonly number[]): Line[] {
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
