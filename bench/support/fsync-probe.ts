import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { spreadOf } from './series.js';

const TIMES = 200;
const PAGE = Buffer.alloc(4096, 1);

/** Milliseconds that one fsync takes after 4 KiB were appended to a file of the folder: the median of many. */
export function fsyncTime(folder: string): number {
  const file = openSync(join(folder, 'fsync-probe'), 'w');
  try {
    const times = Array.from({ length: TIMES }, () => {
      writeSync(file, PAGE);
      const since = performance.now();
      fsyncSync(file);
      return performance.now() - since;
    });
    return spreadOf(times).median;
  } finally {
    closeSync(file);
  }
}
