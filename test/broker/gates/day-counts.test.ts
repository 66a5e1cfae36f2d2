import { describe, expect, it } from 'vitest';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { gateId } from '#core/units/ids.js';
import { HOUR, MINUTE } from '#core/units/instant.js';
import { DayCounts } from '#broker/gates/day-counts.js';

const SHANGHAI = new ZonedCalendar('Asia/Shanghai');
const NORTH = gateId('north');
/** 00:00 on 5 January 2026 in Shanghai. */
const MIDNIGHT = Date.UTC(2026, 0, 4, 16);

describe('the counts of a day', () => {
  it('begin at the local midnight of the compound and end at the next', () => {
    const counts = new DayCounts(SHANGHAI, MIDNIGHT + 9 * HOUR);
    expect(counts.dayStart(MIDNIGHT + 23 * HOUR)).toBe(MIDNIGHT);
    counts.add(
      { gate: NORTH, direction: 'out', verdict: 'allow' },
      { at: MIDNIGHT, now: MIDNIGHT + 9 * HOUR },
    );
    expect(counts.of(NORTH, MIDNIGHT + 24 * HOUR - 1).out).toBe(1);
    expect(counts.of(NORTH, MIDNIGHT + 24 * HOUR).out).toBe(0);
    expect(counts.dayStart(MIDNIGHT + 24 * HOUR)).toBe(MIDNIGHT + 24 * HOUR);
  });

  it('say whose midnight that is', () => {
    expect(new DayCounts(SHANGHAI, MIDNIGHT).zone).toBe('Asia/Shanghai');
  });

  it('leave out entries that a gate kept from yesterday', () => {
    const counts = new DayCounts(SHANGHAI, MIDNIGHT + HOUR);
    const yesterday = { at: MIDNIGHT - MINUTE, now: MIDNIGHT + HOUR };
    counts.add({ gate: NORTH, direction: 'out', verdict: 'allow' }, yesterday);
    expect(counts.of(NORTH, MIDNIGHT + HOUR).verdicts.allow).toBe(0);
  });

  it('count as passed who was allowed, and who came in with fever', () => {
    const now = MIDNIGHT + 9 * HOUR;
    const counts = new DayCounts(SHANGHAI, now);
    const seen = [
      ['out', 'allow'],
      ['out', 'deny'],
      ['out', 'fever'],
      ['out', 'retake'],
      ['in', 'allow'],
      ['in', 'fever'],
      ['in', 'fault'],
    ] as const;
    for (const [direction, verdict] of seen)
      counts.add({ gate: NORTH, direction, verdict }, { at: now, now });
    expect(counts.of(NORTH, now)).toEqual({
      out: 1,
      in: 2,
      verdicts: { allow: 2, deny: 1, retake: 1, fever: 2, fault: 1 },
    });
  });
});
