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
  const bar = drawnBar(`{bar} {value} of {total} ${what}, {eta_formatted} to go`);
  return { update: (done, total) => bar.update(done, { total }), stop: () => bar.stop() };
}

/** A bar that is drawn over itself from its first update on; `words` fill the places of the format. */
export interface DrawnBar {
  update(done: number, words: { readonly total: number } & Readonly<Record<string, number>>): void;
  stop(): void;
}

export function drawnBar(format: string): DrawnBar {
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  let isStarted = false;
  return {
    update: (done, words) => {
      if (!isStarted) bar.start(words.total, done, words);
      else bar.update(done, words);
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
