import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

/** What one run of the bench measures. */
export interface BenchOptions {
  /** Names of sections; empty for all. */
  readonly only: readonly string[];
  /** Runs of each measure. */
  readonly rounds: number;
  /** Longest that one run sends, seconds. */
  readonly seconds: number;
  /** Most entries of one saturated run. */
  readonly entries: number;
  readonly gates: number;
  readonly inFlight: number;
  readonly households: number;
  /** Households of the rows about growth, smallest first. */
  readonly sizes: readonly number[];
  /** Rows of the filled ledger. */
  readonly ledger: number;
  /** Longest that the warm-up before the main rows may take, seconds. */
  readonly warmUp: number;
  /** How much longer a slow fsync takes, milliseconds. */
  readonly fsyncMs: number;
  /** How long the gateway is watched in each round, seconds. */
  readonly gatewaySeconds: number;
  /** The `dist/cli/main.js` that is measured. */
  readonly command: string;
  /** Where the results page goes; null prints only. */
  readonly out: string | null;
}

type Parsed = Omit<BenchOptions, 'out'> & { readonly out?: string; readonly full?: boolean };

const FULL_LEDGER = 10_000_000;

export function parseOptions(words: readonly string[], sections: readonly string[]): BenchOptions {
  const command = new Command('bench')
    .description('measures Gatehouse beside the usual ways of building it, in one run on this machine')
    .option('--only <sections>', `comma-separated: ${sections.join(', ')}`, sectionsAmong(sections), [])
    .option('--rounds <n>', 'runs of each measure', number, 3)
    .option('--seconds <n>', 'longest that one run sends', number, 4)
    .option('--entries <n>', 'most entries of one saturated run', number, 100_000)
    .option('--gates <n>', 'gates that send', number, 50)
    .option('--in-flight <n>', 'entries of each gate on their way at once', number, 8)
    .option('--households <n>', 'households of the main rows', number, 100_000)
    .option('--gateway-seconds <n>', 'how long the gateway is watched in each round', number, 30)
    .option(
      '--command <file>',
      'the built cli/main.js to measure',
      join(import.meta.dirname, '../cli/main.js'),
    )
    .option('--sizes <list>', 'households of the rows about growth', numbers, [1_000, 100_000, 1_000_000])
    .option('--ledger <rows>', 'rows of the filled ledger', number, 1_000_000)
    .option(
      '--full',
      `a ledger of ${FULL_LEDGER.toLocaleString('en-US')} rows, which takes minutes and some GB`,
    )
    .option('--warm-up <seconds>', 'longest warm-up, in which every pass is shown once', number, 60)
    .option('--fsync-ms <n>', 'how much longer a slow fsync takes', number, 5)
    .option('--out <file>', 'write the results page, such as docs/performance.md')
    .addHelpText('after', `\nThis machine has ${availableParallelism()} cores.`);
  command.parse(words, { from: 'user' });
  const { full, out, ...options } = command.opts<Parsed>();
  return { ...options, ledger: full === true ? FULL_LEDGER : options.ledger, out: out ?? null };
}

function sectionsAmong(known: readonly string[]): (text: string) => readonly string[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    const odd = names.filter((name) => !known.includes(name));
    if (odd.length > 0) throw new InvalidArgumentError(`No such section: ${odd.join(', ')}.`);
    return names;
  };
}

function numbers(text: string): readonly number[] {
  return text.split(',').map(number);
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
