import { describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { SECOND } from '#core/units/instant.js';
import { GatesElsewhere, TRUSTED_FOR } from '#broker/gates/gates-elsewhere.js';
import type { ToldPresence } from '#broker/gates/told-presence.js';

const NORTH = gateId('north');
const ABSENT = { state: 'never-seen', lastHeardAt: null, health: null } as const;
const told = (state: ToldPresence['state'], lastHeardAt: number): ToldPresence => {
  return { gate: NORTH, state, lastHeardAt, health: null };
};

describe('gates elsewhere', () => {
  it('say nothing of a gate nobody has told of', () => {
    expect(new GatesElsewhere().together(NORTH, ABSENT)).toBe(ABSENT);
  });

  it('make a gate online that is connected to any node', () => {
    const elsewhere = new GatesElsewhere();
    elsewhere.take('west', told('offline', 5), 10);
    elsewhere.take('east', told('online', 9), 10);
    expect(elsewhere.together(NORTH, ABSENT)).toEqual({ state: 'online', lastHeardAt: 9, health: null });
  });

  it('leave a gate online that is connected here, whatever the node says that it has left', () => {
    const elsewhere = new GatesElsewhere();
    elsewhere.take('west', told('offline', 5), 10);
    const here = { state: 'online', lastHeardAt: 8, health: null } as const;
    expect(elsewhere.together(NORTH, here)).toEqual(here);
  });

  it('take a gate to be offline once its node has said so', () => {
    const elsewhere = new GatesElsewhere();
    elsewhere.take('west', told('online', 5), 10);
    elsewhere.take('west', told('offline', 6), 11);
    expect(elsewhere.together(NORTH, ABSENT)).toMatchObject({ state: 'offline', lastHeardAt: 6 });
  });

  it('forget what a node has told that has fallen silent', () => {
    const elsewhere = new GatesElsewhere();
    elsewhere.take('west', told('online', 5), 10);
    expect(elsewhere.expire(10 + TRUSTED_FOR)).toEqual([]);
    expect(elsewhere.expire(11 + TRUSTED_FOR)).toEqual([NORTH]);
    expect(elsewhere.together(NORTH, ABSENT)).toBe(ABSENT);
    expect(elsewhere.expire(11 + TRUSTED_FOR + SECOND)).toEqual([]);
  });
});
