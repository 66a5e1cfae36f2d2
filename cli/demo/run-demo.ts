import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GateError } from '#core/errors/gate-error.js';
import { interruptible } from '../interrupt.js';
import type { Terminal } from '../terminal.js';
import { systemTools } from '../tools.js';
import type { DemoOptions } from './demo-options.js';
import { startDemo, type RunningDemo } from './start-demo.js';
import type { Summary } from './tally.js';

/**
 * Runs the demo until the time is over or a person stops it. After `--for` it waits for the last people, compares what
 * they presented with the ledger and prints a summary whose last line is JSON.
 * @throws GateError `entries-lost` when the comparison finds a difference.
 */
export async function runDemo(options: DemoOptions, terminal: Terminal): Promise<void> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'gatehouse-')));
  await interruptible(async (interrupt) => {
    const demo = await startDemo({ ...options, dataDir }, systemTools(terminal, options.logLevel));
    try {
      announce(demo, { options, dataDir, terminal });
      await interrupt.wait(options.duration);
      if (interrupt.isRequested) terminal.out('stopping');
      else await report(demo, terminal);
    } finally {
      await demo.stop();
    }
  });
}

function announce(
  demo: RunningDemo,
  context: { readonly options: DemoOptions; readonly dataDir: string; readonly terminal: Terminal },
): void {
  const { options, dataDir, terminal } = context;
  terminal.out('');
  terminal.out(`  Gatehouse demo: ${options.gates} gates, ${options.pace} people a minute and gate`);
  terminal.out(`  open        ${demo.url}`);
  if (demo.password !== null) terminal.out(`  log in as   admin, one-time password ${demo.password}`);
  terminal.out(`  mqtt        ${demo.mqtt}`);
  terminal.out(`  data        ${dataDir}`);
  terminal.out(
    options.duration === null ? '  stop with   Ctrl-C' : `  stops after ${options.duration / 1000} s`,
  );
  terminal.out('');
}

async function report(demo: RunningDemo, terminal: Terminal): Promise<void> {
  terminal.out('waiting for the last people and the last receipts');
  const summary = await demo.settle();
  for (const line of readable(summary)) terminal.out(line);
  terminal.out(JSON.stringify(summary));
  const { lost, doubled } = summary;
  if (lost > 0 || doubled > 0) throw new GateError('entries-lost', { lost, doubled });
}

function readable(summary: Summary): string[] {
  return Object.entries(summary).map(([name, count]) => `${name.padEnd(8)} ${String(count).padStart(6)}`);
}
