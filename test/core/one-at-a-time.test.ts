import { describe, expect, it } from 'vitest';
import { OneAtATime } from '#core/one-at-a-time.js';

/** Work whose end the test decides. */
function heldWork() {
  const ends: (() => void)[] = [];
  const work = new OneAtATime(() => new Promise<void>((resolve) => ends.push(resolve)));
  const end = async (index: number): Promise<void> => {
    ends[index]?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { work, end, begun: () => ends.length };
}

describe('work done one at a time', () => {
  it('is done at once when it is asked for, and again the next time', async () => {
    const { work, end, begun } = heldWork();
    work.ask();
    expect(begun()).toBe(1);
    await end(0);
    work.ask();
    expect(begun()).toBe(2);
  });

  it('is done once more behind, however often it is asked for meanwhile', async () => {
    const { work, end, begun } = heldWork();
    for (let times = 0; times < 4; times += 1) work.ask();
    expect(begun()).toBe(1);
    await end(0);
    expect(begun()).toBe(2);
    await end(1);
    expect(begun()).toBe(2);
  });

  it('is waited for when it is stopped, and not begun again', async () => {
    const { work, end, begun } = heldWork();
    work.ask();
    work.ask();
    let isStopped = false;
    const stopped = work.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    await end(0);
    await stopped;
    work.ask();
    expect(begun()).toBe(1);
  });
});
