import { execFileSync, type StdioOptions } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';
import process from 'node:process';

/** What the figures were measured on and with. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly date: string;
  readonly commit: string;
}

export function thisMachine(now: Date): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${type()} ${release()}`,
    node: process.version,
    date: now.toISOString().slice(0, 10),
    commit: commitOf(),
  };
}

/** The commit of the working copy, and whether files differ from it. */
function commitOf(): string {
  try {
    const commit = git(['rev-parse', '--short', 'HEAD']);
    return git(['status', '--porcelain', '--untracked-files=no']) === '' ? commit : `${commit} with changes`;
  } catch {
    return 'unknown';
  }
}

function git(words: readonly string[]): string {
  const quiet: StdioOptions = ['ignore', 'pipe', 'ignore'];
  return execFileSync('git', words, { encoding: 'utf8', cwd: import.meta.dirname, stdio: quiet }).trim();
}
