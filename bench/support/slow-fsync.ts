import { join } from 'node:path';
import process from 'node:process';
import { BenchFault } from './bench-fault.js';
import { ChildProgram } from './child-program.js';
import type { Cleanup } from './cleanup.js';

const SOURCE = join(import.meta.dirname, '../../../bench/slow-fsync/slow-fsync.c');

/** What a process needs in its environment so that each of its fsyncs takes longer; proved in a process of its own. */
export async function slowFsyncEnvironment(
  milliseconds: number,
  cleanup: Cleanup,
): Promise<Readonly<Record<string, string>>> {
  const folder = cleanup.folder('slow-fsync');
  const library = join(folder, 'slow-fsync.so');
  const words = ['-shared', '-fPIC', '-O2', '-o', library, SOURCE, '-ldl'];
  const compiler = new ChildProgram({ command: 'cc', words }, cleanup);
  if ((await compiler.ended()) !== 0) throw new BenchFault(`cc failed:\n${compiler.text}`);
  const env = { LD_PRELOAD: library, GATEHOUSE_BENCH_FSYNC_MS: String(milliseconds) };
  await demandSlower(milliseconds, { env, folder, cleanup });
  return env;
}

async function demandSlower(
  milliseconds: number,
  inside: {
    readonly env: Readonly<Record<string, string>>;
    readonly folder: string;
    readonly cleanup: Cleanup;
  },
): Promise<void> {
  const script = `
    const fs = require('node:fs');
    const file = fs.openSync(process.argv[1], 'w');
    for (const sync of [fs.fsyncSync, fs.fdatasyncSync]) {
      const since = performance.now();
      sync(file);
      console.log('took ' + (performance.now() - since));
    }`;
  const words = ['-e', script, join(inside.folder, 'probe')];
  const probe = new ChildProgram({ command: process.execPath, words, env: inside.env }, inside.cleanup);
  await probe.ended();
  const times = probe.text.split('\n').flatMap((line) => /^took (.*)$/.exec(line)?.[1] ?? []);
  const isSlower = times.length === 2 && times.every((time) => Number(time) >= milliseconds);
  if (!isSlower) throw new BenchFault(`the slow fsync library has no effect here: ${probe.text}`);
}
