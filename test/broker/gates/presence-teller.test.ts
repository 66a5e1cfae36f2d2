import { describe, expect, it } from 'vitest';
import { gateId } from '#core/units/ids.js';
import { PresenceTeller, TELL_ALL_EVERY } from '#broker/gates/presence-teller.js';
import type { ToldPresence } from '#broker/gates/told-presence.js';

const NORTH: ToldPresence = { gate: gateId('north'), state: 'online', lastHeardAt: 1, health: null };

describe('the teller of presences', () => {
  it('asks for all gates at first and every ten seconds, for changes in between', () => {
    const asked: boolean[] = [];
    const board = {
      presencesToTell: (all: boolean) => {
        asked.push(all);
        return [];
      },
    };
    const teller = new PresenceTeller({ board, tell: () => undefined });
    for (const now of [0, TELL_ALL_EVERY - 1, TELL_ALL_EVERY, TELL_ALL_EVERY + 1]) teller.tell(now);
    expect(asked).toEqual([true, false, true, false]);
  });

  it('tells nothing when there is nothing to tell', () => {
    const told: (readonly ToldPresence[])[] = [];
    const gates = [[], [NORTH]];
    const board = { presencesToTell: () => gates.shift() ?? [] };
    const teller = new PresenceTeller({ board, tell: (some) => told.push(some) });
    teller.tell(0);
    teller.tell(1);
    expect(told).toEqual([[NORTH]]);
  });
});
