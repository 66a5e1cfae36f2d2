import { beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_LANE_TIMES } from '#core/lane/lane-state.js';
import { laneId } from '#core/units/ids.js';
import type { Entry } from '#core/wire/entry.js';
import { GateClock } from '#gateway/gate-clock.js';
import { MemoryJournal } from '#gateway/journal/memory-journal.js';
import { LaneLights } from '#gateway/lane/lane-lights.js';
import { LaneRunner } from '#gateway/lane/lane-runner.js';
import { Recorder } from '#gateway/lane/recorder.js';
import { decisionFor } from '../../support/entries.js';
import { fixedEntropy } from '../../support/fixed-entropy.js';
import { card, readingOf } from '../../support/lane-inputs.js';
import { ManualClock } from '../../support/manual-clock.js';
import { RecordingLogger } from '../../support/recording-logger.js';

/** One lane with an uplink in the test's hand. */
class LaneBench {
  readonly clock = new ManualClock();
  readonly logger = new RecordingLogger();
  readonly journal = new MemoryJournal(fixedEntropy());
  readonly submitted: Entry[] = [];
  readonly released: number[] = [];
  readonly uplink = {
    isLikelyUp: true,
    takes: true,
    submit: (entry: Entry): boolean => {
      if (this.uplink.takes) this.submitted.push(entry);
      return this.uplink.takes;
    },
    release: (seq: number): void => void this.released.push(seq),
  };
  readonly lane: LaneRunner;

  constructor() {
    const { clock, logger, journal, uplink } = this;
    this.lane = new LaneRunner(laneId('a'), 'out', {
      clock,
      logger,
      uplink,
      recorder: new Recorder({ clock, journal, logger }),
      gateClock: new GateClock({ clock, isSynced: true, floor: 0 }),
      lights: new LaneLights([]),
      times: DEFAULT_LANE_TIMES,
      decisionDeadline: 400,
    });
  }

  get now(): number {
    return this.clock.monotonic();
  }

  async person(name: string): Promise<void> {
    this.lane.handle({ kind: 'reading', reading: readingOf(name, this.now), at: this.now });
    this.lane.handle({ kind: 'scan', credential: card(name), at: this.now });
    await this.clock.advance(1);
  }

  async stored(seq: number): Promise<Entry | undefined> {
    return (await this.journal.read([seq]))[0];
  }
}

describe('a lane at work', () => {
  let bench: LaneBench;
  beforeEach(() => {
    bench = new LaneBench();
  });

  it('lets an emergency out at once and records it as decided, with or without a link', async () => {
    for (const isLikelyUp of [true, false]) {
      const one = new LaneBench();
      one.uplink.isLikelyUp = isLikelyUp;
      one.lane.handle({ kind: 'emergency', why: 'illness', at: one.now });
      expect(one.lane.screen().showing).toMatchObject({ verdict: { verdict: 'allow', reason: 'emergency' } });
      await one.clock.advance(1);
      expect(await one.stored(1)).toMatchObject({
        purpose: 'emergency',
        emergency: 'illness',
        local: { verdict: 'allow', reason: 'emergency' },
      });
      expect(one.released).toEqual([1]);
      expect(one.submitted).toEqual([]);
    }
  });

  it('turns, and tells direction, what it collects and how long it has shown it', async () => {
    bench.lane.handle({ kind: 'turn', direction: 'in', at: bench.now });
    bench.lane.handle({ kind: 'scan', credential: card('ann'), at: bench.now });
    await bench.clock.advance(1_500);
    expect(bench.lane.screen()).toEqual({
      lane: 'a',
      direction: 'in',
      collecting: 'scanned',
      showing: { kind: 'ready' },
      held: [],
      ageMs: 1_500,
    });
  });

  it('presents a scan without a reading when its window ends, by its own timer', async () => {
    bench.lane.handle({ kind: 'scan', credential: card('ann'), at: bench.now });
    await bench.clock.advance(15_000);
    expect(bench.submitted).toMatchObject([{ reading: null, credential: { value: 'ann' } }]);
  });

  it('marks an entry that could not leave in time before it may leave', async () => {
    bench.uplink.takes = false;
    await bench.person('ann');
    expect(await bench.stored(1)).toMatchObject({ local: null });
    expect(bench.released).toEqual([]);
    await bench.clock.advance(400);
    expect(await bench.stored(1)).toMatchObject({ local: { verdict: 'fault', reason: 'cannot-check' } });
    expect(bench.released).toEqual([1]);
    bench.uplink.takes = true;
    bench.lane.linkUp();
    expect(bench.submitted).toEqual([]);
  });

  it('submits an entry once, however often the link comes up', async () => {
    await bench.person('ann');
    bench.lane.linkUp();
    bench.lane.linkUp();
    expect(bench.submitted).toHaveLength(1);
  });

  it('takes a decision for its own presentation once', async () => {
    await bench.person('ann');
    const entry = await bench.stored(1);
    const decision = decisionFor(entry ?? { journal: bench.journal.id, seq: 1 });
    expect(bench.lane.decided({ ...decision, seq: 2 })).toBe(false);
    expect(bench.lane.decided(decision)).toBe(true);
    expect(bench.lane.decided(decision)).toBe(false);
  });

  it('shows the next allowed outing with a refusal', async () => {
    await bench.person('ann');
    const refusal = { verdict: 'deny', reason: 'quota-used', nextAt: 1_767_800_000_000 } as const;
    bench.lane.decided(decisionFor({ journal: bench.journal.id, seq: 1 }, refusal));
    expect(bench.lane.screen().showing).toMatchObject({ kind: 'shown', verdict: refusal });
    await bench.clock.advance(6_000);
    expect(bench.lane.screen().showing).toEqual({ kind: 'ready' });
  });

  it('holds a fever until it is acknowledged', async () => {
    await bench.person('ann');
    const fever = { verdict: 'fever', reason: 'fever-confirmed' } as const;
    bench.lane.decided(decisionFor({ journal: bench.journal.id, seq: 1 }, fever));
    await bench.clock.advance(120_000);
    expect(bench.lane.screen().held).toMatchObject([fever]);
    bench.lane.handle({ kind: 'acknowledge', at: bench.now });
    expect(bench.lane.screen().held).toEqual([]);
  });

  it('does nothing after its stop', async () => {
    await bench.person('ann');
    bench.lane.stop();
    bench.lane.handle({ kind: 'scan', credential: card('bob'), at: bench.now });
    await bench.clock.advance(120_000);
    expect(bench.clock.pendingTimers).toBe(0);
    expect(bench.lane.screen().collecting).toBe('idle');
  });

  it('loses nobody and decides every person exactly once over 10,000 people and a link that comes and goes', async () => {
    for (let person = 0; person < 10_000; person += 1) {
      bench.uplink.takes = person % 7 !== 0;
      bench.uplink.isLikelyUp = person % 5 !== 0;
      const at = bench.now;
      bench.lane.handle({ kind: 'reading', reading: readingOf(`p${person}`, at), at });
      bench.lane.handle({ kind: 'scan', credential: card(`p${person}`), at });
      await bench.clock.advance(500);
    }
    const sent = [...bench.submitted.map(({ seq }) => seq), ...bench.released].sort((a, b) => a - b);
    expect(sent).toEqual(Array.from({ length: 10_000 }, (_, index) => index + 1));
  });
});
