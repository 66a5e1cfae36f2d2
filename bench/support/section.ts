import type { BenchOptions } from '../options.js';
import type { Seeds } from '../seed/seeds.js';
import type { Cleanup } from './cleanup.js';
import type { Driver } from './driver.js';

/** What is to be reached, judged by the median. */
export interface Goal {
  readonly atLeast?: number;
  readonly atMost?: number;
}

/** One measure with the figures of all rounds. */
export interface Line {
  readonly what: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly goal?: Goal;
}

export interface SectionResult {
  readonly title: string;
  readonly lines: readonly Line[];
  /** What a reader must know to understand the figures. */
  readonly notes?: readonly string[];
}

export interface BenchContext {
  readonly options: BenchOptions;
  readonly driver: Driver;
  readonly cleanup: Cleanup;
  readonly seeds: Seeds;
  /** Tells on standard error how far the work is. */
  readonly progress: (text: string) => void;
}

export interface Section {
  readonly name: string;
  run(context: BenchContext): Promise<SectionResult>;
}

/** A section that this machine or this build cannot do, said in its place in the table. */
export function notAvailable(title: string, reason: string): SectionResult {
  return { title, lines: [{ what: `not available: ${reason}`, unit: '', values: [] }] };
}
