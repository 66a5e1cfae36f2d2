import { execFile } from 'node:child_process';
import process from 'node:process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { NO_HELPERS_FLAG, SMALL_HEAP_FLAG, YOUNG_FIRST_FLAG } from '#cli/tune-heap.js';

const TUNED = `if (process.argv[1] !== 'none') require('node:v8').setFlagsFromString(process.argv[1]);`;

/** Keeps 40 MB alive and replaces them five times, as a memory of passes does; prints the most that was taken, MB. */
const MEMORY_OF_PASSES = `${TUNED}
  const alive = new Array(250_000);
  let most = 0;
  for (let number = 0; number < alive.length * 6; number += 1) {
    alive[number % alive.length] = { number: number + 0.5, text: 'pass ' + number, more: [number] };
    if (number % 10_000 === 0) most = Math.max(most, process.memoryUsage().heapTotal / 1e6);
  }
  console.log(most);
`;

/** Makes more objects in one place than the young generation holds, and keeps them. */
const CROWD = `${TUNED}
  const make = (number) => ({ number: number + 0.5, parts: [number], more: { number } });
  const alive = [];
  for (let number = 0; number < 200_000; number += 1) alive.push(make(number));
`;

async function outputOf(program: string, flag: string, ...options: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...options, '-e', program, '--', flag]);
  return stdout;
}

describe('a tuned heap', () => {
  it('takes less than V8 would by itself, for the same objects alive', async () => {
    const [small, usual] = await Promise.all(
      [SMALL_HEAP_FLAG, 'none'].map(async (flag) => Number(await outputOf(MEMORY_OF_PASSES, flag))),
    );
    expect(small).toBeLessThan((usual ?? 0) * 0.95);
  });

  it('lets no object begin among the old ones, as V8 does for places that it has seen a crowd come from', async () => {
    const [young, usual] = await Promise.all(
      [YOUNG_FIRST_FLAG, 'none'].map((flag) => outputOf(CROWD, flag, '--trace-pretenuring-statistics')),
    );
    expect(usual).toContain('=> maybe tenure');
    expect(young).toBe('');
  });

  it('collects young objects without the helpers that V8 would wake', async () => {
    const helped = /background\.scavenge\.parallel=(?!0\.00 )/;
    const [alone, usual] = await Promise.all(
      [NO_HELPERS_FLAG, 'none'].map((flag) => outputOf(CROWD, flag, '--trace-gc-nvp')),
    );
    expect(usual).toMatch(helped);
    expect(alone).toContain('gc=s');
    expect(alone).not.toMatch(helped);
  });
});
