import { describe, expect, it } from 'vitest';
import { Caller } from '#broker/nodes/caller.js';
import { ManualClock } from '../../support/manual-clock.js';

describe('calls to the other nodes', () => {
  it('go out at once, then once for all that comes within 50 ms', async () => {
    const clock = new ManualClock();
    const calls: number[] = [];
    const caller = new Caller(clock, () => calls.push(clock.monotonic()));
    caller.soon();
    expect(calls).toEqual([0]);
    for (let times = 0; times < 100; times += 1) {
      await clock.advance(1);
      caller.soon();
    }
    expect(calls).toEqual([0, 50, 100]);
    await clock.advance(1_000);
    expect(calls).toEqual([0, 50, 100, 150]);
    caller.soon();
    expect(calls.at(-1)).toBe(1_100);
  });

  it('leave nobody behind when the node stops', async () => {
    const clock = new ManualClock();
    let calls = 0;
    const caller = new Caller(clock, () => (calls += 1));
    caller.soon();
    caller.soon();
    caller.stop();
    await clock.advance(1_000);
    expect(calls).toBe(2);
    expect(clock.pendingTimers).toBe(0);
  });
});
