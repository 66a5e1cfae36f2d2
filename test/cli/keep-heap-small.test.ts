import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
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

async function heapOf(flag: string): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', PROGRAM, '--', flag]);
  return Number(stdout);
}

describe('a heap that is kept small', () => {
  it('takes less than V8 would by itself, for the same objects alive', async () => {
    const [small, usual] = await Promise.all([heapOf(SMALL_HEAP_FLAG), heapOf('none')]);
    expect(small).toBeLessThan(usual * 0.95);
  });
});
