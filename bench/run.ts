import { writeFile } from 'node:fs/promises';
import { performance } from 'node:perf_hooks';
import process, { stderr, stdout } from 'node:process';
import { parseOptions } from './options.js';
import { gateway } from './sections/gateway.js';
import { growth } from './sections/growth.js';
import { latency } from './sections/latency.js';
import { postgres } from './sections/postgres.js';
import { saturated } from './sections/saturated.js';
import { slowDisk } from './sections/slow-disk.js';
import { Seeds } from './seed/seeds.js';
import { BenchFault } from './support/bench-fault.js';
import { Cleanup } from './support/cleanup.js';
import { Driver } from './support/driver.js';
import { thisMachine } from './support/machine.js';
import { resultsPage } from './support/results-page.js';
import { resultsTable } from './support/results-table.js';
import type { Section, SectionResult } from './support/section.js';

/** `npm run bench`: every section in turn, one table at the end. */
const SECTIONS: readonly Section[] = [saturated, slowDisk, latency, growth, postgres, gateway];

const options = parseOptions(
  process.argv.slice(2),
  SECTIONS.map(({ name }) => name),
);
const cleanup = new Cleanup();
// A reader that went away must not keep us from cleaning up.
for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
const interrupted = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    interrupted.abort();
    stderr.write('bench: interrupted\n');
    void cleanup.run().finally(() => process.exit(1));
  });
}

try {
  const results = await measured();
  stdout.write(`\n${resultsTable(results)}\n`);
  if (options.out !== null) await writePage(options.out, results);
} catch (error) {
  const text =
    error instanceof BenchFault ? error.message : error instanceof Error ? error.stack : String(error);
  // What breaks because everything is being stopped is no news.
  if (!interrupted.signal.aborted) stderr.write(`bench: ${text ?? ''}\n`);
  process.exitCode = 1;
} finally {
  await cleanup.run();
}

async function measured(): Promise<readonly SectionResult[]> {
  const driver = new Driver(cleanup);
  const seeds = new Seeds({ command: options.command, cleanup, progress });
  const results: SectionResult[] = [];
  for (const section of SECTIONS) {
    if (options.only.length > 0 && !options.only.includes(section.name)) continue;
    progress(`section ${section.name}`);
    results.push(await section.run({ options, driver, cleanup, seeds, progress }));
  }
  return results;
}

async function writePage(path: string, results: readonly SectionResult[]): Promise<void> {
  const machine = thisMachine(new Date());
  await writeFile(path, await resultsPage(results, { machine, options, path }));
  progress(`written to ${path}`);
}

function progress(text: string): void {
  stderr.write(`[${(performance.now() / 1000).toFixed(1)} s] ${text}\n`);
}
