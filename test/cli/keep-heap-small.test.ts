import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { promisify } from 'node:util';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { describe, expect, it } from 'vitest';
import { SMALL_HEAP_FLAG } from '#cli/keep-heap-small.js';

/** Keeps 40 MB alive and replaces them five times, as a memory of passes does; prints the most that was taken, MB. */
const PROGRAM = `
  if (process.argv[1] !== 'none') require('node:v8').setFlagsFromString(process.argv[1]);
  const alive = new Array(250_000);
  let most = 0;
  for (let number = 0; number < alive.length * 6; number += 1) {
    alive[number % alive.length] = { number: number + 0.5, text: 'pass ' + number, more: [number] };
    if (number % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapTotal / 1e6);
  }
  console.log(most);
`;

/** Replaces 12 MB of objects again and again, as a service under load does; prints the room of young ones at the end, MB. */
const BUSY = `
  import { setImmediate } from 'node:timers/promises';
  if (process.argv[1] !== 'none') keepHeapSmall();
  const alive = new Array(100_000);
  for (let number = 0; number < alive.length * 20; number += 1) {
    alive[number % alive.length] = { number: number + 0.5, more: [number] };
    if (number % 5_000 === 0) await setImmediate();
  }
  console.log(youngBytes() / 1e6);
`;

/** The room of young objects in a process of its own, MB; `kept` with what this file is about. */
async function youngRoom(kept: 'kept' | 'none'): Promise<number> {
  const source = await readFile(new URL('../../cli/keep-heap-small.ts', import.meta.url), 'utf8');
  const compilerOptions = { module: ModuleKind.ESNext, target: ScriptTarget.ESNext };
  const program = transpileModule(source, { compilerOptions }).outputText + BUSY;
  const words = ['--input-type=module', '-e', program, '--', kept];
  return Number((await promisify(execFile)(process.execPath, words)).stdout);
}

async function heapOf(flag: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM, '--', flag]);
  return Number(stdout);
}

describe('a heap that is kept small', () => {
  it('takes less than V8 would by itself, for the same objects alive', async () => {
    const [small, usual] = await Promise.all([heapOf(SMALL_HEAP_FLAG), heapOf('none')]);
    expect(small).toBeLessThan(usual * 0.95);
  });

  it('gives young objects room while there is work, but half of what V8 would by itself', async () => {
    const [small, usual] = await Promise.all([youngRoom('kept'), youngRoom('none')]);
    expect(usual).toBeGreaterThan(30);
    expect(small).toBeLessThan(18);
    expect(small).toBeGreaterThan(8);
  });
});
