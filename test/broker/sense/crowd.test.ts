import { describe, expect, it } from 'vitest';
import { gateId, laneId } from '#core/units/ids.js';
import { MINUTE, SECOND } from '#core/units/instant.js';
import { Crowd } from '#broker/sense/crowd.js';

const DEVICE = { gate: gateId('north'), lane: laneId('a'), device: 'gy-614v3' };
const NOW = 100 * MINUTE;

function admitted(crowd: Crowd, place: typeof DEVICE, now: number): number {
  return Array.from({ length: 25 }, () => crowd.isFull(place, now)).filter((full) => !full).length;
}

describe('The crowd at a thermometer', () => {
  it('is ten readings a second, and begins anew with the next', () => {
    const crowd = new Crowd();
    expect(admitted(crowd, DEVICE, NOW)).toBe(10);
    expect(admitted(crowd, DEVICE, NOW + SECOND - 1)).toBe(0);
    expect(admitted(crowd, DEVICE, NOW + SECOND)).toBe(10);
  });

  it('is counted for each device of each lane of each gate', () => {
    const crowd = new Crowd();
    expect(admitted(crowd, DEVICE, NOW)).toBe(10);
    for (const other of [{ gate: gateId('south') }, { lane: laneId('b') }, { device: 'another' }]) {
      expect(admitted(crowd, { ...DEVICE, ...other }, NOW)).toBe(10);
    }
    expect(admitted(crowd, DEVICE, NOW)).toBe(0);
  });
});
