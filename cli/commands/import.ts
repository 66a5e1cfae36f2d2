import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { compoundId } from '#core/units/ids.js';
import { connectApi, type ServiceOptions } from '../api-client.js';
import { readHouseholdFile, type RowFault } from '../import/household-file.js';
import { withServiceOptions } from '../service-options.js';
import type { Terminal } from '../terminal.js';

interface ImportOptions extends ServiceOptions {
  readonly compound: string;
  readonly dryRun?: boolean;
}

const SHOWN_FAULTS = 20;
const PROGRESS_STEP = 100;

export function importCommand(terminal: Terminal): Command {
  const households = new Command('households')
    .description('imports households and residents from a CSV with the columns household,name (户号,姓名)')
    .argument('<file>', 'CSV, UTF-8, one resident a row')
    .requiredOption('--compound <id>', 'the compound they belong to')
    .option('--dry-run', 'check every row and change nothing')
    .action((file: string, options: ImportOptions) => importHouseholds(file, options, terminal));
  return new Command('import').description('registers from files').addCommand(withServiceOptions(households));
}

async function importHouseholds(file: string, options: ImportOptions, terminal: Terminal): Promise<void> {
  const compound = compoundId(options.compound);
  const { households, faults } = readHouseholdFile(await textOf(file));
  if (faults.length > 0) {
    throw new GateError('import-invalid', { file, count: faults.length, problems: listed(faults) });
  }
  if (options.dryRun === true) {
    terminal.out(`${file} is good: ${households.size} households`);
    return;
  }
  const api = await connectApi(options);
  let done = 0;
  for (const [household, body] of households) {
    await api.send({ method: 'PUT', path: `/compounds/${compound}/households/${household}`, body });
    done += 1;
    if (done % PROGRESS_STEP === 0) terminal.err(`${done} of ${households.size} households`);
  }
  terminal.out(`${households.size} households imported into ${compound}`);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new GateError('config-unreadable', { path: file, problem: messageOf(cause) }, { cause });
  }
}

function listed(faults: readonly RowFault[]): string {
  const shown = faults.slice(0, SHOWN_FAULTS).map((fault) => `line ${fault.line}: ${fault.problem}`);
  const more = faults.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}
