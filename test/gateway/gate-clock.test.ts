import { describe, expect, it } from 'vitest';
import { DAY, MINUTE } from '#core/units/instant.js';
import { GateClock } from '#gateway/gate-clock.js';
import { ManualClock } from '../support/manual-clock.js';

const FLOOR = Date.UTC(2026, 0, 1);
const SERVICE = Date.UTC(2026, 0, 5, 8);

function gateClock(isSynced = false, start = Date.UTC(1970, 0, 1)): { clock: ManualClock; gate: GateClock } {
  const clock = new ManualClock(start);
  return { clock, gate: new GateClock({ clock, isSynced, floor: FLOOR }) };
}

describe('the gate clock', () => {
  it('is that of a machine with NTP, whatever the service says', () => {
    const { clock, gate } = gateClock(true, SERVICE);
    gate.sight({ told: SERVICE + DAY, askedAt: 0 });
    expect(gate.state).toBe('synced');
    expect(gate.now()).toBe(clock.now());
  });

  it('stands on its floor and moves with monotonic time until the service was seen', async () => {
    const { clock, gate } = gateClock();
    await clock.advance(1_500);
    clock.set(Date.UTC(2030, 0, 1));
    expect(gate.state).toBe('floor');
    expect(gate.now()).toBe(FLOOR + 1_500);
  });

  it('takes the time of the service, and then a step of the system clock does not move it', async () => {
    const { clock, gate } = gateClock();
    await clock.advance(100);
    gate.sight({ told: SERVICE, askedAt: 60 });
    expect(gate.state).toBe('synced');
    clock.set(SERVICE + 400 * DAY);
    await clock.advance(5_000);
    expect(gate.now()).toBe(SERVICE + 5_000);
  });

  it('restates moments before the sighting in the new time', async () => {
    const { clock, gate } = gateClock();
    await clock.advance(10_000);
    gate.sight({ told: SERVICE, askedAt: 9_990 });
    expect(gate.at(4_000)).toBe(SERVICE - 6_000);
  });

  it('is not set back by an old answer that comes again, nor by one that was long under way', async () => {
    const { clock, gate } = gateClock();
    gate.sight({ told: SERVICE, askedAt: 0 });
    await clock.advance(5_000);
    gate.sight({ told: SERVICE, askedAt: 4_990 });
    gate.sight({ told: SERVICE + DAY, askedAt: 100 });
    expect(gate.now()).toBe(SERVICE + 5_000);
  });

  it('gets better with an answer that was quicker, and follows the service after ten minutes', async () => {
    const { clock, gate } = gateClock();
    gate.sight({ told: SERVICE, askedAt: 0 });
    gate.sight({ told: SERVICE + 30, askedAt: 0 });
    expect(gate.now()).toBe(SERVICE + 30);
    await clock.advance(10 * MINUTE);
    gate.sight({ told: SERVICE + 10 * MINUTE - 400, askedAt: 10 * MINUTE });
    expect(gate.now()).toBe(SERVICE + 10 * MINUTE - 400);
  });

  it('gives whole milliseconds', () => {
    expect(gateClock().gate.at(0.4)).toBe(FLOOR);
  });
});
