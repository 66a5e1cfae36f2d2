import { Command } from 'commander';
import type { Diagnosis } from '#broker/doctor/examine.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Terminal } from '../terminal.js';

interface DoctorOptions {
  readonly data?: string;
  readonly database?: string;
  readonly json?: boolean;
}

export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor')
    .description('examines the ledger: hash chains, gaps, states against a replay; changes nothing')
    .option('--data <dir>', 'data folder; the service may be running')
    .option('--database <url>', 'PostgreSQL database instead of a data folder')
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

async function diagnose({ data, database }: DoctorOptions, terminal: Terminal): Promise<Diagnosis> {
  const [{ progressPrinter }, { systemClock }] = await Promise.all([
    import('../progress-printer.js'),
    import('#core/bindings/system-clock.js'),
  ]);
  const options = { onProgress: progressPrinter(terminal, systemClock) };
  if (data !== undefined && database === undefined) {
    const { examineFile } = await import('#broker/doctor/examine-file.js');
    const { ledgerPath } = await import('#broker/data-folder.js');
    return examineFile(ledgerPath(data), options);
  }
  if (database === undefined || data !== undefined) {
    throw new GateError('usage-wrong', { problem: 'name either a data folder (--data) or a --database' });
  }
  const { examinePostgres } = await import('#broker/doctor/examine-postgres.js');
  return examinePostgres(database, options);
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
