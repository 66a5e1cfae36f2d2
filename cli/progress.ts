import { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

/** Shows how far a long piece of work is. */
export interface Progress {
  update(done: number, total: number): void;
  stop(): void;
}

/** How many lines are printed on the way where no bar can be drawn. */
const PLAIN_STEPS = 10;

/** A bar on a terminal; elsewhere a plain line for every tenth. */
export function progressOf(terminal: Terminal, what: string): Progress {
  return terminal.isInteractive ? barOf(what) : plainLines(terminal, what);
}

function barOf(what: string): Progress {
  const format = `{bar} {value} of {total} ${what}, {eta_formatted} to go`;
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let isStarted = false;
  return {
    update: (done, total) => {
      if (!isStarted) bar.start(total, done);
      else bar.update(done);
      isStarted = true;
    },
    stop: () => {
      if (isStarted) bar.stop();
    },
  };
}

function plainLines(terminal: Terminal, what: string): Progress {
  let told = 0;
  return {
    update: (done, total) => {
      const step = Math.floor((done / Math.max(total, 1)) * PLAIN_STEPS);
      if (step <= told) return;
      told = step;
      terminal.err(`${done} of ${total} ${what}`);
    },
    stop: () => undefined,
  };
}
