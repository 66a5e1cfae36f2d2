import { format, resolveConfig } from 'prettier';
import type { BenchOptions } from '../options.js';
import type { Machine } from './machine.js';
import { resultsTable } from './results-table.js';
import type { SectionResult } from './section.js';

/** `docs/performance.md`: what was measured, where, and what the figures mean. */
export async function resultsPage(
  results: readonly SectionResult[],
  of: { readonly machine: Machine; readonly options: BenchOptions; readonly path: string },
): Promise<string> {
  const { machine, options, path } = of;
  const notes = results.flatMap(({ title, notes: own = [] }) => own.map((note) => `- ${title}: ${note}`));
  const text = [
    '# Performance',
    '',
    `Measured by \`npm run bench\` on ${machine.date} at commit ${machine.commit}: ${machine.cores} cores (${machine.cpu}),`,
    `${machine.memoryGb} GB, ${machine.system}, Node ${machine.node}. Servers and the driver share the machine and talk over loopback.`,
    '',
    `Every figure is the smallest, middle and largest of ${options.rounds} rounds; in a round all contestants have their turn, one after`,
    'the other, and a ratio is taken inside a round. Goals are judged by the middle. A decision counts when its entry is',
    'committed to the disk (synchronous=FULL) before it is answered; the echoes store nothing.',
    '',
    resultsTable(results),
    '',
    '## How to read it',
    '',
    ...notes,
    '',
  ].join('\n');
  return format(text, { ...(await resolveConfig(path)), parser: 'markdown' });
}
