import { describe, expect, test } from 'vitest';
import { overridesPerWorker, type WorkerAmendment } from '#core/lists/overrides-per-worker.js';
import { MONDAY } from '../rules/facts.js';

const by = (worker: string, change: Partial<WorkerAmendment> = {}): WorkerAmendment => ({
  worker,
  kind: 'override',
  reason: 'hardship',
  entryReason: 'quota-used',
  at: MONDAY,
  ...change,
});

describe('The list of overrides per duty worker', () => {
  test('has the most first, with the reasons chosen and the verdicts overridden', () => {
    const list = overridesPerWorker([
      by('w-1'),
      by('w-2', { at: MONDAY + 5 }),
      by('w-2', { reason: 'device-fault', entryReason: 'cannot-measure', at: MONDAY + 9 }),
      by('w-2', { reason: 'device-fault', entryReason: 'cannot-measure', at: MONDAY + 7 }),
      by('w-2', { kind: 'void', reason: undefined }),
    ]);
    expect(list).toEqual([
      {
        worker: 'w-2',
        overrides: 3,
        voids: 1,
        reasons: [
          { of: 'device-fault', count: 2 },
          { of: 'hardship', count: 1 },
        ],
        against: [
          { of: 'cannot-measure', count: 2 },
          { of: 'quota-used', count: 1 },
        ],
        lastAt: MONDAY + 9,
      },
      {
        worker: 'w-1',
        overrides: 1,
        voids: 0,
        reasons: [{ of: 'hardship', count: 1 }],
        against: [{ of: 'quota-used', count: 1 }],
        lastAt: MONDAY,
      },
    ]);
  });

  test('counts an override without a reason as another, and no temperature or acknowledgement', () => {
    const list = overridesPerWorker([
      by('w-1', { reason: undefined }),
      by('w-1', { kind: 'measure' }),
      by('w-3', { kind: 'acknowledge' }),
    ]);
    expect(list).toHaveLength(1);
    expect(list[0]).toMatchObject({ worker: 'w-1', overrides: 1, reasons: [{ of: 'other', count: 1 }] });
  });

  test('names somebody who only took entries back', () => {
    expect(overridesPerWorker([by('w-9', { kind: 'void' })])[0]).toMatchObject({
      overrides: 0,
      voids: 1,
      reasons: [],
    });
  });
});
