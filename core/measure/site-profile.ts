import { toHundredth, type Celsius } from '#core/units/celsius.js';
import type { Site } from '#core/wire/parts.js';

/**
 * What is added to a raw object temperature where nothing is configured, by body site. A forehead's skin reads about
 * 2.4 °C below the body in a room; an ear and an armpit give the body value itself. Every installation measures its own.
 */
export const DEFAULT_CORRECTION_C: Readonly<Record<Site, Celsius>> = {
  forehead: 2.4,
  neck: 2.0,
  wrist: 3.0,
  ear: 0,
  armpit: 0,
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
    profile.correctionC ?? ownCorrection(raw, objectC) ?? DEFAULT_CORRECTION_C[site],
  );
  return { objectC, ambientC, correctionC, bodyC: toHundredth(objectC + correctionC), site };
}

function ownCorrection(raw: RawMeasurement, objectC: Celsius): Celsius | null {
  return raw.bodyC === null ? raw.correctionC : raw.bodyC - objectC;
}
