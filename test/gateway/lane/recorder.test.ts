import { beforeEach, describe, expect, it } from 'vitest';
import { MemoryJournal } from '#gateway/journal/memory-journal.js';
import { Recorder } from '#gateway/lane/recorder.js';
import { draftWith } from '../../support/entries.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const LOCAL = { verdict: 'fault', reason: 'cannot-check', bookVersion: 0, decidedAt: 5 } as const;

describe('the recorder', () => {
  let clock = new ManualClock();
  let journal = new MemoryJournal(fixedEntropy());
  let logger = new RecordingLogger();
  let recorder = new Recorder({ clock, journal, logger });
  beforeEach(() => {
    clock = new ManualClock();
    journal = new MemoryJournal(fixedEntropy());
    logger = new RecordingLogger();
    recorder = new Recorder({ clock, journal, logger });
  });

  it('writes at once what the journal takes', async () => {
    expect(await recorder.append(draftWith())).toMatchObject({ seq: 1 });
    expect(await recorder.decideLocally(1, LOCAL)).toMatchObject({ seq: 1, local: LOCAL });
    expect(recorder.unrecorded).toBe(0);
  });

  it('keeps what a full disk does not take, in order, and says so once each way', async () => {
    journal.problem = 'the disk is full';
    const appends = [10, 20, 30].map((at) => recorder.append(draftWith({ at })));
    await clock.advance(10_000);
    expect(recorder.unrecorded).toBe(3);
    expect(recorder.problem).toContain('the disk is full');
    journal.problem = null;
    await clock.advance(1_000);
    const entries = await Promise.all(appends);
    expect(entries.map((entry) => [entry?.seq, entry?.at])).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(logger.said('error')).toHaveLength(1);
    expect(logger.said('info')).toEqual(['the journal can be written again']);
    expect(recorder.unrecorded).toBe(0);
  });

  it('tries everything once more when it stops, and ends even if that fails', async () => {
    journal.problem = 'the disk is full';
    const appends = [10, 20].map((at) => recorder.append(draftWith({ at })));
    await clock.advance(5);
    await recorder.stop();
    expect(await Promise.all(appends)).toEqual([null, null]);
    expect(clock.pendingTimers).toBe(0);
    expect(logger.said('error').at(-1)).toContain('stopped while');
  });

  it('saves what it can when the disk has room again at the stop', async () => {
    journal.problem = 'the disk is full';
    const append = recorder.append(draftWith());
    await clock.advance(5);
    journal.problem = null;
    await recorder.stop();
    expect(await append).toMatchObject({ seq: 1 });
  });
});
