import { setTimeout as wait } from 'node:timers/promises';

const POLL = 50;

/** Asks again until the answer is not null, because real processes take the time they take; bounded. */
export async function eventually<T>(
  ask: () => T | null | Promise<T | null>,
  what: string,
  patience = 30_000,
): Promise<T> {
  const giveUpAt = Date.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() >= giveUpAt) throw new Error(`waited ${patience} ms in vain for ${what}`);
    await wait(POLL);
  }
}
