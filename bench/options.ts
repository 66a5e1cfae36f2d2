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
  /** Longest that the warm-up before the main rows may take, seconds. */
  readonly warmUp: number;
  /** How much longer a slow fsync takes, milliseconds. */
  readonly fsyncMs: number;
  /** The `dist/cli/main.js` that is measured. */
  readonly command: string;
  /** Where the results page goes; null prints only. */
  readonly out: string | null;
}

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
    .option(
      '--command <file>',
      'the built cli/main.js to measure',
      join(import.meta.dirname, '../cli/main.js'),
    )
    .option('--warm-up <seconds>', 'longest warm-up, in which every pass is shown once', number, 60)
    .option('--fsync-ms <n>', 'how much longer a slow fsync takes', number, 5)
    .option('--out <file>', 'write the results page, such as docs/performance.md')
    .addHelpText('after', `\nThis machine has ${availableParallelism()} cores.`);
  command.parse(words, { from: 'user' });
  const options = command.opts<Omit<BenchOptions, 'out'> & { readonly out?: string }>();
  return { ...options, out: options.out ?? null };
}

function sectionsAmong(known: readonly string[]): (text: string) => readonly string[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    const odd = names.filter((name) => !known.includes(name));
    if (odd.length > 0) throw new InvalidArgumentError(`No such section: ${odd.join(', ')}.`);
    return names;
  };
}

function number(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It must be a number above 0.');
  return value;
}
