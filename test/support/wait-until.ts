import { setTimeout as wait } from 'node:timers/promises';

/** Waits for something real (a device, a socket) to happen; fails with what was expected after the limit in milliseconds. */
export async function waitUntil(
  expected: string,
  isDone: () => boolean | Promise<boolean>,
  limit = 20_000,
): Promise<void> {
  const end = performance.now() + limit;
  while (!(await isDone())) {
    if (performance.now() > end) throw new Error(`waited ${limit} ms in vain until ${expected}`);
    await wait(5);
  }
}
