import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MachineMeter } from '#gateway/machine-health.js';
import { ManualClock } from '../support/manual-clock.js';

describe('the machine meter', () => {
  it('tells the share of a core since the last look, and the free bytes beside the journal', async () => {
    const clock = new ManualClock();
    const meter = new MachineMeter(clock, join(tmpdir(), 'north.sqlite'));
    await clock.advance(10_000_000);
    const { cpuShare, diskFreeBytes } = await meter.look();
    expect(cpuShare).toBeGreaterThanOrEqual(0);
    expect(cpuShare).toBeLessThan(1);
    expect(diskFreeBytes).toBeGreaterThan(0);
    expect((await meter.look()).cpuShare).toBe(0);
  });

  it('says nothing of a disk that is not there', async () => {
    const meter = new MachineMeter(new ManualClock(), '/nowhere/at/all/north.sqlite');
    expect((await meter.look()).diskFreeBytes).toBeNull();
  });
});
