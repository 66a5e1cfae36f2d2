import { CommanderError } from 'commander';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { createProgram } from './program.js';
import type { Terminal } from './terminal.js';

const EXIT_DONE = 0;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

/** Runs one command line and gives its exit code: 0 done, 1 failed, 2 usage, 3 configuration, 4 service unreachable. */
export async function runCommand(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await createProgram(terminal).parseAsync(words, { from: 'user' });
    return EXIT_DONE;
  } catch (error) {
    return reported(error, terminal);
  }
}

/** One clear line for every fault; help and version are no faults. Commander has printed its own message already. */
function reported(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_DONE : EXIT_USAGE;
  if (error instanceof GateError) {
    terminal.err(`gatehouse: ${error.message} [${error.code}]`);
    return error.exitCode;
  }
  terminal.err(`gatehouse: unexpected fault: ${messageOf(error)}`);
  if (error instanceof Error && error.stack !== undefined) terminal.err(error.stack);
  return EXIT_FAILED;
}
