import { stderr, stdout } from 'node:process';

/** Where a command prints: answers to standard output, faults and progress to standard error. */
export interface Terminal {
  readonly isInteractive: boolean;
  out(line: string): void;
  err(line: string): void;
}

export const processTerminal: Terminal = {
  isInteractive: stdout.isTTY,
  out: (line) => {
    stdout.write(`${line}\n`);
  },
  err: (line) => {
    stderr.write(`${line}\n`);
  },
};
