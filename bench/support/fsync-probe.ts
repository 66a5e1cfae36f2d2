import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { spreadOf } from './series.js';

const TIMES = 200;
const SECOND = 1_000;
const PAGE = Buffer.alloc(4096, 1);

/** Milliseconds that one fsync takes after 4 KiB were appended to a file: medians of many. */
export interface FsyncTimes {
  /** One after the other. */
  readonly busy: number;
  /** So many a second: a machine that sleeps in between takes longer. */
  readonly paced: number;
}

export async function fsyncTimes(folder: string, perSecond: number): Promise<FsyncTimes> {
  const file = openSync(join(folder, 'fsync-probe'), 'w');
  try {
    const busy = Array.from({ length: TIMES }, () => oneFsync(file));
    const paced: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      await pause(SECOND / perSecond);
      paced.push(oneFsync(file));
    }
    return { busy: spreadOf(busy).median, paced: spreadOf(paced).median };
  } finally {
    closeSync(file);
  }
}

function oneFsync(file: number): number {
  writeSync(file, PAGE);
  const since = performance.now();
  fsyncSync(file);
  return performance.now() - since;
}
