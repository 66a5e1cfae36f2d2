import type { MeasuredRun } from '../support/measured-run.js';
import type { Line, Section } from '../support/section.js';
import { ratios } from '../support/series.js';
import { tournament } from '../support/tournament.js';
import {
  cpuTimes,
  fieldOn,
  mainRegister,
  rateLine,
  rates,
  saturatedEntrant,
  saturatedTask,
} from './field.js';

/** Decisions a second under a crowd, beside the usual ways of building the same. */
export const saturated: Section = {
  name: 'saturated',
  run: async (context) => {
    const { gates, inFlight, households } = context.options;
    const seeded = await mainRegister(context);
    const field = fieldOn(seeded, context);
    const order = [field.socket, field.a, field.b, field.c, field.cInsert, field.own];
    const entrants = order.map((contestant) => saturatedEntrant(contestant, seeded, context));
    const task = saturatedTask(context.options);
    // A service of its own: what it keeps for a page that has just left would cost the row without one.
    const watched = {
      ...saturatedEntrant(field.own, seeded, context),
      tasks: [{ ...task, isWatched: true }],
    };
    const scores = await tournament([...entrants, watched], context);
    const watchedRuns = scores.at(-1)?.tasks[0] ?? [];
    const runs = scores.map(({ tasks: [only = []] }) => only);
    const named = order.map(({ name }, index) => ({
      name,
      runs: runs[index] ?? [],
      bytesEach: scores[index]?.bytesEach ?? null,
    }));
    return {
      title: `Saturated: ${gates} gates with ${inFlight} in flight, ${households.toLocaleString('en-US')} households`,
      lines: [
        ...named.map(({ name, runs: own }) => rateLine(name, own)),
        rateLine('gatehouse central, a page following the live feed', watchedRuns),
        ...ratioLines(runs),
        ...named.map(({ name, runs: own }) => cpuLine(name, own)),
        ...named.map(({ name, runs: own }) => memoryLine(name, own)),
        ...named.flatMap(({ name, bytesEach }) =>
          bytesEach === null ? [] : [{ what: `on disk: ${name}`, unit: 'bytes/entry', values: [bytesEach] }],
        ),
      ],
      notes: [
        'A household goes out, comes back and tries to go out again: two entries of three change its state.',
        'Every entry was answered exactly once, and every answered entry was counted in the database afterwards.',
        'The raw socket echo is the limit of the driver and the sockets.',
        'CPU is user and system time of all processes of a contestant; driver and server share the cores.',
      ],
    };
  },
};

function ratioLines([, a = [], b = [], c = [], , own = []]: readonly (readonly MeasuredRun[])[]): Line[] {
  const over = (base: readonly MeasuredRun[]): readonly number[] => ratios(rates(own), rates(base));
  return [
    { what: 'gatehouse / (a)', unit: 'times', values: over(a), goal: { atLeast: 1 } },
    { what: 'gatehouse / (b)', unit: 'times', values: over(b), goal: { atLeast: 6 } },
    { what: 'gatehouse / (c)', unit: 'times', values: over(c), goal: { atLeast: 12 } },
    {
      what: 'gatehouse / (a): CPU a decision',
      unit: 'times',
      values: ratios(cpuTimes(own), cpuTimes(a)),
      goal: { atMost: 1 },
    },
  ];
}

function cpuLine(name: string, runs: readonly MeasuredRun[]): Line {
  return { what: `CPU: ${name}`, unit: 'us/decision', values: cpuTimes(runs) };
}

function memoryLine(name: string, runs: readonly MeasuredRun[]): Line {
  return { what: `resident: ${name}`, unit: 'MB', values: runs.map(({ residentMb }) => residentMb) };
}
