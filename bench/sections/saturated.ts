import { baseline, product } from '../support/contestant.js';
import type { Entrant } from '../support/tournament.js';
import { tournament } from '../support/tournament.js';
import type { MeasuredRun } from '../support/measured-run.js';
import type { BenchContext, Line, Section, SectionResult } from '../support/section.js';
import { ratios } from '../support/series.js';

/** Every pass is shown once before the first measured run, as far as that goes in this time. */
const WARM_UP_SECONDS = 180;
const BASELINE_WARM_UP = { entries: 10_000, seconds: 2 };

export const saturated: Section = {
  name: 'saturated',
  title: 'Saturated',
  run: async (context) => {
    const { options, cleanup, seeds } = context;
    const { households, gates } = options;
    const seeded = await seeds.get({ households, gates, passKind: 'purchase', credentials: 'qr' });
    const tools = { command: options.command, cleanup, seeded };
    const shared = {
      credentials: seeded.credentials,
      pace: { kind: 'saturated', inFlight: options.inFlight },
      traffic: 'visits',
      limit: { entries: options.entries, seconds: options.seconds },
      warmUp: BASELINE_WARM_UP,
    } as const;
    const entrants: Entrant[] = [
      { ...shared, contestant: baseline('raw socket echo, no broker', { file: 'socket-echo.js' }, tools) },
      { ...shared, contestant: baseline('(a) bare aedes echo', { file: 'aedes-echo.js' }, tools) },
      {
        ...shared,
        contestant: product(seeded, tools),
        warmUp: { entries: households, seconds: WARM_UP_SECONDS },
      },
    ];
    return resultOf(entrants, await tournament(entrants, context), context);
  },
};

function resultOf(
  entrants: readonly Entrant[],
  runs: readonly (readonly MeasuredRun[])[],
  { options }: BenchContext,
): SectionResult {
  const [, bare = [], own = []] = runs;
  const names = entrants.map(({ contestant }) => contestant.name);
  const rates: Line[] = runs.map((of, index) => ({
    what: names[index] ?? '',
    unit: 'decisions/s',
    values: of.map(({ perSecond }) => perSecond),
  }));
  const cpu: Line[] = runs.map((of, index) => ({
    what: `${names[index] ?? ''}: CPU of the server`,
    unit: 'us/decision',
    values: of.map(({ cpuMicrosEach }) => cpuMicrosEach),
  }));
  const perSecond = (of: readonly MeasuredRun[]): number[] => of.map((run) => run.perSecond);
  const cpuOf = (of: readonly MeasuredRun[]): number[] => of.map((run) => run.cpuMicrosEach);
  return {
    title: `Saturated: ${options.gates} gates, ${options.inFlight} in flight each, ${options.households.toLocaleString('en-US')} households`,
    lines: [
      ...rates,
      {
        what: 'gatehouse / (a)',
        unit: 'times',
        values: ratios(perSecond(own), perSecond(bare)),
        goal: { atLeast: 1 },
      },
      ...cpu,
      {
        what: 'gatehouse / (a): CPU',
        unit: 'times',
        values: ratios(cpuOf(own), cpuOf(bare)),
        goal: { atMost: 1 },
      },
    ],
  };
}
