import { describe, expect, it } from 'vitest';
import { progressOf } from '#cli/progress.js';
import type { Terminal } from '#cli/terminal.js';

describe('the progress of a long command', () => {
  it('is a plain line for every tenth where no bar can be drawn', () => {
    const lines: string[] = [];
    const terminal: Terminal = {
      isInteractive: false,
      out: () => undefined,
      err: (line) => lines.push(line),
    };
    const progress = progressOf(terminal, 'passes');
    for (let done = 0; done <= 1000; done += 1) progress.update(done, 1000);
    progress.update(1000, 1000);
    progress.stop();
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('100 of 1000 passes');
    expect(lines.at(-1)).toBe('1000 of 1000 passes');
  });

  it('says nothing of an empty piece of work', () => {
    const lines: string[] = [];
    const terminal: Terminal = {
      isInteractive: false,
      out: () => undefined,
      err: (line) => lines.push(line),
    };
    progressOf(terminal, 'passes').update(0, 0);
    expect(lines).toEqual([]);
  });
});
