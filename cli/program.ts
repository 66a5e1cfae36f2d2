import { Command } from 'commander';
import { backupCommand } from './commands/backup.js';
import { centralCommand } from './commands/central.js';
import { compoundCommand } from './commands/compound.js';
import { demoCommand } from './commands/demo.js';
import { devicesCommand } from './commands/devices.js';
import { exportCommand } from './commands/export.js';
import { doctorCommand } from './commands/doctor.js';
import { endOfEpidemicCommand } from './commands/end-of-epidemic.js';
import { exceptionCommand } from './commands/exception.js';
import { gateCommand } from './commands/gate.js';
import { gatewayCommand } from './commands/gateway.js';
import { householdCommand } from './commands/household.js';
import { importCommand } from './commands/import.js';
import { keyCommand } from './commands/key.js';
import { migrateEngineCommand } from './commands/migrate-engine.js';
import { passCommand } from './commands/pass.js';
import { policyCommand } from './commands/policy.js';
import { restoreCommand } from './commands/restore.js';
import { reportCommand } from './commands/report.js';
import { retentionCommand } from './commands/retention.js';
import { simCommand } from './commands/sim.js';
import type { Terminal } from './terminal.js';
import { VERSION } from '#core/version.js';

const EXIT_CODES = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 bad configuration, 4 cannot reach the service.`;

/** The `gatehouse` command: each subcommand wires parts together, nothing else does. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command('gatehouse')
    .description('Runs the gates of residential compounds: never lose an entry, never stop a gate.')
    .version(VERSION)
    .enablePositionalOptions()
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(add --help for the options)');
  const commands = [
    demoCommand,
    centralCommand,
    gatewayCommand,
    simCommand,
    compoundCommand,
    gateCommand,
    importCommand,
    exportCommand,
    householdCommand,
    passCommand,
    keyCommand,
    policyCommand,
    exceptionCommand,
    devicesCommand,
    doctorCommand,
    backupCommand,
    restoreCommand,
    migrateEngineCommand,
    retentionCommand,
    endOfEpidemicCommand,
    reportCommand,
  ];
  for (const create of commands) program.addCommand(create(terminal));
  withOutput(program, terminal);
  return program;
}

/** Subcommands print to the terminal they were given and throw instead of ending the process. */
function withOutput(command: Command, terminal: Terminal): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => terminal.out(text.trimEnd()),
    writeErr: (text) => terminal.err(text.trimEnd()),
  });
  for (const child of command.commands) withOutput(child, terminal);
}
