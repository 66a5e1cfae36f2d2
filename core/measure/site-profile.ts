import { toHundredth, type Celsius } from '#core/units/celsius.js';
import type { Site } from '#core/wire/parts.js';

/** What is added to a raw object temperature at one body site, and where the figure is from. */
interface SiteCorrection {
  readonly correctionC: Celsius;
  readonly source: string;
}

const ASSUMED = 'assumed for a person in a room; to be measured at every installation';

/** Corrections where nothing is configured. Every installation measures its own: see docs/add-a-device.md. */
export const SITE_CORRECTIONS: Readonly<Record<Site, SiteCorrection>> = {
  forehead: { correctionC: 2.4, source: 'example entry of DESIGN section 5 (34.1 °C skin, 36.5 °C body)' },
  neck: { correctionC: 2.0, source: ASSUMED },
  wrist: { correctionC: 3.0, source: ASSUMED },
  ear: { correctionC: 0, source: 'the ear canal has the temperature of the body' },
  armpit: { correctionC: 0, source: 'a closed armpit has the temperature of the body' },
};

/** How a lane's thermometer is mounted; what is left out comes from the device or the table above. */
export interface SiteProfile {
  readonly site?: Site | undefined;
  readonly correctionC?: Celsius | undefined;
}

/** Values of a device, before the lane's profile. */
export interface RawMeasurement {
  readonly objectC: Celsius | null;
  readonly ambientC: Celsius | null;
  /** The device's own body value and what it says it added, if it has them. */
  readonly bodyC: Celsius | null;
  readonly correctionC: Celsius | null;
  readonly site: Site | null;
}

/** The four temperatures of a reading, each on its own: raw object, raw ambient, correction, body. */
export interface SiteMeasurement {
  readonly objectC: Celsius | null;
  readonly ambientC: Celsius | null;
  readonly correctionC: Celsius;
  readonly bodyC: Celsius;
  readonly site: Site;
}

/**
 * The body value at the lane's site: object + correction, to the hundredth, never clamped. The configured correction wins
 * over the device's own, that over the table. Null when the device gave neither an object nor a body value.
 */
export function atSite(raw: RawMeasurement, profile: SiteProfile): SiteMeasurement | null {
  const { objectC, ambientC } = raw;
  const site = profile.site ?? raw.site ?? 'forehead';
  if (objectC === null) {
    if (raw.bodyC === null) return null;
    return { objectC, ambientC, correctionC: raw.correctionC ?? 0, bodyC: raw.bodyC, site };
  }
  const correctionC = toHundredth(
    profile.correctionC ?? ownCorrection(raw, objectC) ?? SITE_CORRECTIONS[site].correctionC,
  );
  return { objectC, ambientC, correctionC, bodyC: toHundredth(objectC + correctionC), site };
}

function ownCorrection(raw: RawMeasurement, objectC: Celsius): Celsius | null {
  return raw.bodyC === null ? raw.correctionC : raw.bodyC - objectC;
}
