import { performance } from 'node:perf_hooks';
import { stdout } from 'node:process';

/** One way of doing the same work; `run` returns how many units it handled, as a check that it really did. */
export interface Contestant {
  readonly name: string;
  run(): number | Promise<number>;
}

interface Row {
  readonly name: string;
  /** Units a second of each round. */
  readonly rates: number[];
  readonly handled: number;
}

export interface ContestSettings {
  readonly title: string;
  readonly unit: string;
  readonly rounds: number;
  /** The contestant that the ratios refer to; measured in the same rounds. */
  readonly against: string;
}

/** Runs all contestants in turn, round by round, so that a noisy moment hits all of them, and prints one table. */
export async function contest(settings: ContestSettings, contestants: readonly Contestant[]): Promise<void> {
  const rows: Row[] = [];
  for (const contestant of contestants)
    rows.push({ name: contestant.name, rates: [], handled: await contestant.run() });
  for (let round = 0; round < settings.rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const since = performance.now();
      const handled = await contestant.run();
      rows[index]?.rates.push((handled * 1000) / (performance.now() - since));
    }
  }
  print(settings, rows);
}

function print(settings: ContestSettings, rows: readonly Row[]): void {
  const reference = rows.find((row) => row.name === settings.against);
  const lines = rows.map((row) => {
    const ratios = row.rates
      .map((rate, round) => rate / (reference?.rates[round] ?? rate))
      .sort((a, b) => a - b);
    return `| ${row.name} | ${grouped(median(row.rates))} | ${ratioText(ratios)} |`;
  });
  const head = `| ${settings.title} | ${settings.unit} a second | of ${settings.against}: min / median / max |`;
  stdout.write(`\n${[head, '| --- | --- | --- |', ...lines].join('\n')}\n`);
}

function ratioText(sorted: readonly number[]): string {
  return [sorted[0] ?? 0, median(sorted), sorted.at(-1) ?? 0]
    .map((ratio) => ratio.toPrecision(3))
    .join(' / ');
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
