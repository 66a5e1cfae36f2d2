import { growLedger } from '../seed/grow-ledger.js';
import type { SeededFolder } from '../seed/seeded-folder.js';
import { productInPlace } from '../support/contestant.js';
import { timeToFirstDecision } from '../support/first-decision.js';
import type { MeasuredRun } from '../support/measured-run.js';
import type { BenchContext, Line, Section } from '../support/section.js';
import { ratios } from '../support/series.js';
import { tournament, type Entrant } from '../support/tournament.js';
import { rateLine, rates, saturatedTask } from './field.js';

const WARM_UP = { entries: 10_000, seconds: 5 };
/** Households of the row whose ledger is filled. */
const LEDGER_HOUSEHOLDS = 100_000;

interface Case {
  readonly name: string;
  readonly households: number;
  readonly ledgerRows: number;
  readonly seeded: SeededFolder;
}

/** How the cost of a decision grows with the register and with the ledger. */
export const growth: Section = {
  name: 'growth',
  run: async (context) => {
    const cases = await casesOf(context);
    const entrants = cases.map((one) => entrantOf(one, context));
    const runs = (await tournament(entrants, context)).map(({ tasks: [only = []] }) => only);
    const starts = await startTimes(cases, context);
    return {
      title: 'Growth: saturated, work passes by printed code',
      lines: [
        ...cases.map(({ name }, index) => rateLine(name, runs[index] ?? [])),
        ...slowerLines(cases, runs),
        ...cases.map(({ name, households }, index) => memoryLine(name, households, runs[index] ?? [])),
        ...cases.map(({ name }, index): Line => ({
          what: `start to first decision: ${name}`,
          unit: 's',
          values: starts[index] ?? [],
          goal: { atMost: 3 },
        })),
      ],
      notes: [
        'Growth rows use work passes, out and in by turns: every entry changes a state at every size, which purchase passes allow only once in three days.',
        'Rows of the filled ledger are copies of real ones, dated before today.',
      ],
    };
  },
};

async function casesOf(context: BenchContext): Promise<readonly Case[]> {
  const { options, cleanup, driver, progress, seeds } = context;
  const { command, gates, sizes } = options;
  const folder = (households: number, copy: number): Promise<SeededFolder> =>
    seeds.get({ households, gates, passKind: 'work', credentials: 'code', copy });
  const cases: Case[] = [];
  for (const households of sizes) {
    const name = `${households.toLocaleString('en-US')} households`;
    cases.push({ name, households, ledgerRows: 0, seeded: await folder(households, 0) });
  }
  const households = sizes.includes(LEDGER_HOUSEHOLDS) ? LEDGER_HOUSEHOLDS : (sizes[0] ?? LEDGER_HOUSEHOLDS);
  const seeded = await folder(households, 1);
  await growLedger(seeded, options.ledger, { command, cleanup, driver, progress });
  const name = `${households.toLocaleString('en-US')} households, ${options.ledger.toLocaleString('en-US')} ledger rows`;
  return [...cases, { name, households, ledgerRows: options.ledger, seeded }];
}

function entrantOf({ name, seeded }: Case, { options, cleanup }: BenchContext): Entrant {
  return {
    contestant: productInPlace(seeded, { command: options.command, cleanup, name }),
    credentials: seeded.credentials,
    traffic: 'turns',
    tasks: [saturatedTask(options)],
    warmUp: WARM_UP,
  };
}

/** How many times slower the far end is, in each round. */
function slowerLines(cases: readonly Case[], runs: readonly (readonly MeasuredRun[])[]): readonly Line[] {
  const of = (index: number): readonly number[] => rates(runs.at(index) ?? []);
  const ledger = cases.at(-1);
  const base = cases.findIndex((one) => one.households === ledger?.households);
  return [
    {
      what: `slower from ${cases[0]?.name ?? ''} to ${cases.at(-2)?.name ?? ''}`,
      unit: 'times',
      values: ratios(of(0), of(-2)),
      goal: { atMost: 1.3 },
    },
    {
      what: `slower from an empty ledger to ${ledger?.ledgerRows.toLocaleString('en-US') ?? ''} rows`,
      unit: 'times',
      values: ratios(of(base), of(-1)),
      goal: { atMost: 1.3 },
    },
  ];
}

function memoryLine(name: string, households: number, runs: readonly MeasuredRun[]): Line {
  const line = { what: `resident: ${name}`, unit: 'MB', values: runs.map(({ residentMb }) => residentMb) };
  return households >= 1_000_000 ? { ...line, goal: { atMost: 200 } } : line;
}

async function startTimes(
  cases: readonly Case[],
  context: BenchContext,
): Promise<readonly (readonly number[])[]> {
  const { options, cleanup, driver, progress } = context;
  const times: number[][] = cases.map(() => []);
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const [index, { name, seeded }] of cases.entries()) {
      const seconds = await timeToFirstDecision(seeded, { command: options.command, cleanup, driver });
      times[index]?.push(seconds);
      progress(`round ${round}, ${name}: first decision after ${seconds.toFixed(2)} s`);
    }
  }
  return times;
}
