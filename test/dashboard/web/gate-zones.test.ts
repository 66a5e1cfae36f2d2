import { describe, expect, it } from 'vitest';
import { hasForeignGate, sharedZone } from '#dashboard/web/gate-zones.js';

const gatesIn = (...zones: string[]): { timezone: string }[] => zones.map((timezone) => ({ timezone }));

describe('the zone of the gates', () => {
  it('is shared when all stand in one', () => {
    expect(sharedZone(gatesIn('Asia/Shanghai', 'Asia/Shanghai'))).toBe('Asia/Shanghai');
    expect(sharedZone(gatesIn('Asia/Shanghai', 'Asia/Urumqi', 'Asia/Shanghai'))).toBeUndefined();
    expect(sharedZone([])).toBeUndefined();
  });

  it('is worth a word when one stands in another zone than the browser', () => {
    expect(hasForeignGate(gatesIn('Asia/Shanghai'), 'America/New_York')).toBe(true);
    expect(hasForeignGate(gatesIn('Asia/Shanghai', 'Asia/Urumqi'), 'Asia/Shanghai')).toBe(true);
    expect(hasForeignGate(gatesIn('Asia/Shanghai', 'Asia/Shanghai'), 'Asia/Shanghai')).toBe(false);
    expect(hasForeignGate([], 'Asia/Shanghai')).toBe(false);
  });
});
