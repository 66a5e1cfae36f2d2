import { describe, expect, it } from 'vitest';
import type { Alarm } from '#core/api/alarms.js';
import type { LiveEvent } from '#core/api/live.js';
import { LiveRing } from '#broker/live/live-ring.js';
import { RecordingLogger } from '../../support/recording-logger.js';

const alarm = (id: number): { kind: 'alarm'; alarm: Alarm } => ({
  kind: 'alarm',
  alarm: { id } as Alarm,
});

function ringOf(capacity: number, count: number): { ring: LiveRing; logger: RecordingLogger } {
  const logger = new RecordingLogger();
  const ring = new LiveRing({ capacity, epoch: 'e', logger });
  ring.keep();
  for (let id = 1; id <= count; id += 1) ring.publish(alarm(id));
  return { ring, logger };
}

const idsOf = (events: readonly LiveEvent[] | null): number[] | null => events?.map(({ id }) => id) ?? null;

describe('the live ring', () => {
  it('gives what came after an id, in order', () => {
    const { ring } = ringOf(10, 5);
    expect(ring.lastId).toBe(5);
    expect(idsOf(ring.since(2))).toEqual([3, 4, 5]);
    expect(idsOf(ring.since(5))).toEqual([]);
    expect(idsOf(ring.since(0))).toEqual([1, 2, 3, 4, 5]);
  });

  it('says so when the events after an id are no longer all there', () => {
    const { ring } = ringOf(4, 10);
    expect(idsOf(ring.since(6))).toEqual([7, 8, 9, 10]);
    expect(ring.since(5)).toBeNull();
    expect(ring.since(0)).toBeNull();
  });

  it('has nothing for ids it never gave', () => {
    const { ring } = ringOf(4, 2);
    expect(ring.since(3)).toBeNull();
    expect(ring.since(-1)).toBeNull();
    expect(ring.since(1.5)).toBeNull();
    expect(ring.since(Number.NaN)).toBeNull();
  });

  it('keeps nothing while nobody has it kept', () => {
    const ring = new LiveRing({ capacity: 4, epoch: 'e', logger: new RecordingLogger() });
    ring.publish(alarm(1));
    expect(ring.since(0)).toBeNull();
    expect(idsOf(ring.since(1))).toEqual([]);
    const first = ring.keep();
    const second = ring.keep();
    for (const id of [2, 3]) ring.publish(alarm(id));
    expect(idsOf(ring.since(1))).toEqual([2, 3]);
    expect(ring.since(0)).toBeNull();
    first();
    first();
    ring.publish(alarm(4));
    expect(idsOf(ring.since(1))).toEqual([2, 3, 4]);
    second();
    expect(ring.since(1)).toBeNull();
    ring.publish(alarm(5));
    expect(ring.since(4)).toBeNull();
    ring.keep();
    for (const id of [6, 7, 8, 9, 10]) ring.publish(alarm(id));
    expect(idsOf(ring.since(6))).toEqual([7, 8, 9, 10]);
    expect(ring.since(5)).toBeNull();
  });

  it('has nothing of before for anybody once all have to load afresh, and goes on', () => {
    const { ring } = ringOf(4, 3);
    ring.afresh();
    expect(ring.since(3)).toBeNull();
    expect(idsOf(ring.since(ring.lastId))).toEqual([]);
    const before = ring.lastId;
    ring.publish(alarm(9));
    expect(idsOf(ring.since(before))).toEqual([before + 1]);
  });

  it('tells listeners until they leave', () => {
    const { ring } = ringOf(4, 0);
    const seen: number[] = [];
    const leave = ring.subscribe(({ id }) => seen.push(id));
    ring.publish(alarm(1));
    leave();
    leave();
    ring.publish(alarm(2));
    expect(seen).toEqual([1]);
  });

  it('lets no listener harm another', () => {
    const { ring, logger } = ringOf(4, 0);
    const seen: number[] = [];
    ring.subscribe(() => {
      throw new RangeError('a page stumbled');
    });
    ring.subscribe(({ id }) => seen.push(id));
    ring.publish(alarm(1));
    expect(seen).toEqual([1]);
    expect(logger.said('error')).toHaveLength(1);
  });
});
