import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atSite, SITE_CORRECTIONS } from '#core/measure/site-profile.js';

const RAW = { objectC: 34.1, ambientC: 21.3, bodyC: null, correctionC: null, site: null };

describe('the site profile', () => {
  it('adds the correction of the site and keeps the four temperatures apart', () => {
    expect(atSite(RAW, {})).toEqual({
      objectC: 34.1,
      ambientC: 21.3,
      correctionC: 2.4,
      bodyC: 36.5,
      site: 'forehead',
    });
    expect(atSite(RAW, { site: 'wrist' })).toMatchObject({
      correctionC: SITE_CORRECTIONS.wrist.correctionC,
      site: 'wrist',
    });
  });

  it('takes the configured correction before that of the device, and that before the table', () => {
    const device = { ...RAW, bodyC: 36.3, correctionC: 2.2, site: 'neck' as const };
    expect(atSite(device, { correctionC: 1.5 })).toMatchObject({
      correctionC: 1.5,
      bodyC: 35.6,
      site: 'neck',
    });
    expect(atSite(device, {})).toMatchObject({ correctionC: 2.2, bodyC: 36.3, site: 'neck' });
    expect(atSite({ ...device, correctionC: null }, {})).toMatchObject({ correctionC: 2.2, bodyC: 36.3 });
  });

  it('passes the body value of a device that tells nothing else', () => {
    const contact = { ...RAW, objectC: null, ambientC: null, bodyC: 36.6 };
    expect(atSite(contact, { correctionC: 1 })).toMatchObject({ objectC: null, correctionC: 0, bodyC: 36.6 });
    expect(atSite({ ...contact, bodyC: null }, {})).toBeNull();
  });

  it('never clamps: body is object plus correction to the hundredth for any value', () => {
    const celsius = fc.integer({ min: -30_000, max: 200_000 }).map((value) => value / 100);
    fc.assert(
      fc.property(celsius, fc.integer({ min: -1_000, max: 1_000 }), (objectC, hundredths) => {
        const correctionC = hundredths / 100;
        const at = atSite({ ...RAW, objectC }, { correctionC });
        expect(at?.bodyC).toBeCloseTo(objectC + correctionC, 5);
        expect(at?.objectC).toBe(objectC);
      }),
    );
  });
});
