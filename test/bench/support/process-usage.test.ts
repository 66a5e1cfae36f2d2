import process from 'node:process';
import { describe, expect, it } from 'vitest';
import { cpuMicrosOf, ioField, sizeOf, treeOf, usageOfTree } from '../../../bench/support/process-usage.js';

describe('what /proc says of a process', () => {
  it('counts user and system time, whatever brackets the name has', () => {
    const stat = '4242 (a) b (c) S 1 4242 4242 0 -1 4194560 900 0 3 0 150 50 0 0 20 0 11 0 5012 1086 22 184';
    expect(cpuMicrosOf(stat)).toBe(2_000_000);
  });

  it('reads sizes in kB as MB, and nothing as 0', () => {
    const status = 'Name:\tnode\nVmHWM:\t  120000 kB\nVmRSS:\t   97656 kB\n';
    expect(sizeOf(status, 'VmRSS')).toBeCloseTo(99.999_7, 3);
    expect(sizeOf(status, 'VmHWM')).toBeCloseTo(122.88, 3);
    expect(sizeOf('', 'VmRSS')).toBe(0);
  });

  it('reads the bytes that went to the disk', () => {
    expect(ioField('rchar: 1\nwchar: 2\nread_bytes: 3\nwrite_bytes: 4096\n', 'write_bytes')).toBe(4096);
    expect(ioField('', 'write_bytes')).toBe(0);
  });

  it.runIf(process.platform === 'linux')('finds this very process', () => {
    expect(treeOf(process.pid)[0]).toBe(process.pid);
    const usage = usageOfTree(process.pid);
    expect(usage.cpuMicros).toBeGreaterThan(0);
    expect(usage.residentMb).toBeGreaterThan(1);
    expect(usage.peakMb).toBeGreaterThanOrEqual(usage.residentMb);
  });

  it('counts nothing for a process that has ended', () => {
    expect(usageOfTree(2 ** 30)).toEqual({ cpuMicros: 0, residentMb: 0, peakMb: 0 });
  });
});
