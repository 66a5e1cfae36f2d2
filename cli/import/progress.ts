import { drawnBar } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** Shows how far a check has come. */
export interface Progress {
  update(percent: number, rows: number): void;
  stop(): void;
}

const LINE_EVERY = 20;

/** A bar for people, plain lines for logs. */
export function showProgress(terminal: Terminal): Progress {
  return terminal.isInteractive ? bar() : lines(terminal);
}

function bar(): Progress {
  const shown = drawnBar('checking {bar} {percentage}% | {rows} rows');
  return {
    update: (percent, rows) => shown.update(percent, { total: 100, rows }),
    stop: () => shown.stop(),
  };
}

function lines(terminal: Terminal): Progress {
  let next = LINE_EVERY;
  return {
    update: (percent, rows) => {
      if (percent < next) return;
      terminal.err(`checking: ${percent} %, ${rows} rows`);
      next = percent - (percent % LINE_EVERY) + LINE_EVERY;
    },
    stop: () => undefined,
  };
}
