import { describe, expect, it } from 'vitest';
import type { Traffic } from '../../../bench/driver/driver-job.js';
import { TrafficPlan } from '../../../bench/driver/traffic-plan.js';

function steps(
  traffic: Traffic,
  count: number,
  entries: number,
): { credential: number; direction: string }[] {
  const plan = new TrafficPlan(traffic, count);
  return Array.from({ length: entries }, (_, number) => ({ ...plan.at(number) }));
}

describe('the traffic of the driver', () => {
  it('shows each credential once before the first run', () => {
    const shown = steps({ kind: 'each-once' }, 500, 500).map(({ credential }) => credential);
    expect(new Set(shown).size).toBe(500);
  });

  it('lets every household out, in, and out again, in this order', () => {
    const count = 8_000;
    const ways = new Map<number, string[]>();
    for (const { credential, direction } of steps({ kind: 'visits', from: 0 }, count, 3 * count)) {
      ways.set(credential, [...(ways.get(credential) ?? []), direction]);
    }
    const whole = [...ways.values()].filter((of) => of.join() === 'out,in,out');
    expect(ways.size).toBe(count);
    expect(whole.length).toBe(count - 2_000);
  });

  it('goes on where the run before ended', () => {
    const all = steps({ kind: 'turns', from: 0 }, 1_000, 60);
    const later = steps({ kind: 'turns', from: 20 }, 1_000, 40);
    expect(later).toEqual(all.slice(20));
  });

  it('keeps the ways of one household apart by more than are in flight', () => {
    const shown = steps({ kind: 'turns', from: 0 }, 1_000, 4_000);
    const seenAt = new Map<number, number>();
    const gaps = shown.flatMap(({ credential }, number) => {
      const last = seenAt.get(credential);
      seenAt.set(credential, number);
      return last === undefined ? [] : [number - last];
    });
    expect(Math.min(...gaps)).toBeGreaterThan(400);
  });

  it('lets rivals want the same household one after the other', () => {
    const shown = steps({ kind: 'contended', rivals: 4 }, 100, 400);
    const groups = Array.from({ length: 100 }, (_, group) => shown.slice(group * 4, group * 4 + 4));
    expect(groups.every((group) => new Set(group.map(({ credential }) => credential)).size === 1)).toBe(true);
    expect(new Set(shown.map(({ credential }) => credential)).size).toBe(100);
    expect(shown.every(({ direction }) => direction === 'out')).toBe(true);
  });
});
