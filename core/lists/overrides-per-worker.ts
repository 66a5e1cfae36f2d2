import type { Instant } from '#core/units/instant.js';
import type { Amendment, OverrideReason } from '#core/wire/amendment.js';

/** An amendment of a duty worker, with the reason of the verdict it is about. */
export interface WorkerAmendment {
  readonly worker: string;
  readonly kind: Amendment['kind'];
  /** Of an override; one that is left out is `other`. */
  readonly reason?: OverrideReason | undefined;
  readonly entryReason: string;
  readonly at: Instant;
}

export interface Count<T> {
  readonly of: T;
  readonly count: number;
}

/** What one duty worker decided against the verdict, or took back. */
export interface WorkerOverrides {
  readonly worker: string;
  readonly overrides: number;
  readonly voids: number;
  /** The reasons chosen, and the verdicts that were overridden, the most frequent first. */
  readonly reasons: readonly Count<OverrideReason>[];
  readonly against: readonly Count<string>[];
  readonly lastAt: Instant;
}

/** Overrides and voids per duty worker, those with the most overrides first. */
export function overridesPerWorker(amendments: readonly WorkerAmendment[]): readonly WorkerOverrides[] {
  const counted = amendments.filter(({ kind }) => kind === 'override' || kind === 'void');
  const workers = [...new Set(counted.map(({ worker }) => worker))];
  return workers
    .map((worker) =>
      summary(
        worker,
        counted.filter((one) => one.worker === worker),
      ),
    )
    .sort((a, b) => b.overrides - a.overrides || b.voids - a.voids);
}

function summary(worker: string, own: readonly WorkerAmendment[]): WorkerOverrides {
  const overrides = own.filter(({ kind }) => kind === 'override');
  return {
    worker,
    overrides: overrides.length,
    voids: own.length - overrides.length,
    reasons: countsOf(overrides.map(({ reason }) => reason ?? 'other')),
    against: countsOf(overrides.map(({ entryReason }) => entryReason)),
    lastAt: own.reduce((last, { at }) => Math.max(last, at), 0),
  };
}

function countsOf<T>(values: readonly T[]): readonly Count<T>[] {
  const counts = new Map<T, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([of, count]) => ({ of, count })).sort((a, b) => b.count - a.count);
}
