import { Command } from 'commander';
import type { Diagnosis } from '#broker/doctor/examine.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Terminal } from '../terminal.js';

interface DoctorOptions {
  readonly data?: string;
  readonly json?: boolean;
}

export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor')
    .description('examines the ledger: hash chains, gaps, states against a replay; changes nothing')
    .option('--data <dir>', 'data folder; the service may be running')
    .option('--json', 'print one JSON object')
    .action((options: DoctorOptions) => runDoctor(options, terminal));
}

async function runDoctor(options: DoctorOptions, terminal: Terminal): Promise<void> {
  const diagnosis = await diagnose(options, terminal);
  if (options.json === true) terminal.out(JSON.stringify(diagnosis));
  else await print(diagnosis, terminal);
  if (diagnosis.isWhole) return;
  const { findingText } = await import('#broker/doctor/finding.js');
  const [first] = diagnosis.findings;
  const text = first === undefined ? 'unknown' : findingText(first);
  throw new GateError('ledger-broken', { count: diagnosis.broken, first: text });
}

async function diagnose({ data }: DoctorOptions, terminal: Terminal): Promise<Diagnosis> {
  const [{ examineFile }, { ledgerPath }, { progressPrinter }, { systemClock }] = await Promise.all([
    import('#broker/doctor/examine-file.js'),
    import('#broker/data-folder.js'),
    import('../progress-printer.js'),
    import('#core/bindings/system-clock.js'),
  ]);
  if (data === undefined) throw new GateError('usage-wrong', { problem: 'name the data folder with --data' });
  return examineFile(ledgerPath(data), { onProgress: progressPrinter(terminal, systemClock) });
}

async function print(diagnosis: Diagnosis, terminal: Terminal): Promise<void> {
  const { findingText } = await import('#broker/doctor/finding.js');
  for (const finding of diagnosis.findings) {
    terminal.out(`${finding.severity === 'broken' ? 'broken ' : 'warning'}  ${findingText(finding)}`);
  }
  const { heads, entries, states, isWhole, warnings } = diagnosis;
  const size = `${entries} entries of ${heads.length} journals, ${states} states`;
  terminal.out(`${isWhole ? 'whole  ' : 'broken '}  ${size}, ${warnings} warnings`);
}
