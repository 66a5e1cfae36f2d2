import { toHundredth, type Celsius } from '#core/units/celsius.js';
import { HOUR, MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { Site } from '#core/wire/parts.js';
import { median } from './median.js';

/** One measurement of a fixed thermometer, as soon as the rules have judged it. Values taken by hand are none. */
export interface SensedReading {
  /** Names the thermometer in its compound: gate, lane and device. */
  readonly device: string;
  readonly site: Site;
  /** Tells people apart, such as the pass; null when nobody knows who it was. */
  readonly person: string | null;
  readonly bodyC: Celsius;
  /** Raw value of the sensor, where it gives one. */
  readonly objectC: Celsius | null;
  readonly at: Instant;
  readonly outcome: SensedOutcome;
}

/** `accepted`: screened and in order; `suspected` and `confirmed`: fever; `other`: not judged, stale or implausible. */
export type SensedOutcome = 'accepted' | 'suspected' | 'confirmed' | 'other';

export interface SenseSettings {
  /** Accepted readings that make the running median: the latest so many, none older, and at least so many. */
  readonly memory: number;
  readonly memoryAge: Milliseconds;
  readonly fewest: number;
  /** A median so far from those of the other gates has drifted; it is trusted again when it is this near. */
  readonly driftC: Celsius;
  readonly driftClearC: Celsius;
  /** Where there are but two thermometers, the one further from what people usually have is the suspect. */
  readonly usualC: Celsius;
  /** The same raw value of so many different people in a row is stuck; so many different values in a row free it. */
  readonly stuckAfter: number;
  readonly stuckClearAfter: number;
  /** More suspicions of fever than this in the window come from the device; with so few left it is trusted again. */
  readonly suspicionsAbove: number;
  readonly suspicionsClearAt: number;
  readonly suspicionWindow: Milliseconds;
  /** Thermometers that are remembered; the one not heard of for longest is forgotten first. */
  readonly devicesAtMost: number;
}

export const DEFAULT_SENSE: SenseSettings = {
  memory: 30,
  memoryAge: 2 * HOUR,
  fewest: 10,
  driftC: 0.4,
  driftClearC: 0.25,
  usualC: 36.5,
  stuckAfter: 10,
  stuckClearAfter: 3,
  suspicionsAbove: 5,
  suspicionsClearAt: 2,
  suspicionWindow: 10 * MINUTE,
  devicesAtMost: 256,
};

/** What is remembered of one thermometer; plain data of bounded size. */
export interface DeviceMemory {
  readonly site: Site;
  /** Accepted body values, oldest first. */
  readonly accepted: readonly { readonly bodyC: Celsius; readonly at: Instant }[];
  readonly suspicions: readonly Instant[];
  readonly lastRaw: Celsius | null;
  readonly lastPerson: string | null;
  /** Different people in a row with the same raw value, and different raw values in a row. */
  readonly sameInRow: number;
  readonly changedInRow: number;
}

export function emptyMemory(site: Site): DeviceMemory {
  return {
    site,
    accepted: [],
    suspicions: [],
    lastRaw: null,
    lastPerson: null,
    sameInRow: 0,
    changedInRow: 0,
  };
}

/** The memory after a reading. A thermometer that was moved to another body site begins anew. */
export function remembered(before: DeviceMemory, seen: SensedReading, settings: SenseSettings): DeviceMemory {
  const memory = withRaw(before.site === seen.site ? before : emptyMemory(seen.site), seen);
  const { at, bodyC, outcome } = seen;
  if (outcome === 'accepted') {
    return { ...memory, accepted: [...memory.accepted, { bodyC, at }].slice(-settings.memory) };
  }
  if (outcome !== 'suspected') return memory;
  // One more than is too many says enough; the oldest go first.
  const suspicions = [...memory.suspicions, at].slice(-(settings.suspicionsAbove + 1));
  return { ...memory, suspicions };
}

/** The memory without what is too old. */
export function aged(memory: DeviceMemory, now: Instant, settings: SenseSettings): DeviceMemory {
  const accepted = memory.accepted.filter(({ at }) => at > now - settings.memoryAge);
  const suspicions = memory.suspicions.filter((at) => at > now - settings.suspicionWindow);
  const isSame = accepted.length === memory.accepted.length && suspicions.length === memory.suspicions.length;
  return isSame ? memory : { ...memory, accepted, suspicions };
}

/** The running median; null while there are too few readings to speak for the device. */
export function medianOf({ accepted }: DeviceMemory, settings: SenseSettings): Celsius | null {
  if (accepted.length < settings.fewest) return null;
  return toHundredth(median(accepted.map(({ bodyC }) => bodyC)));
}

/** The same person measured again may well have the same value, and so may somebody unknown. */
function withRaw(memory: DeviceMemory, { objectC, bodyC, person }: SensedReading): DeviceMemory {
  const raw = objectC ?? bodyC;
  if (raw !== memory.lastRaw) {
    const changedInRow = memory.changedInRow + 1;
    return { ...memory, lastRaw: raw, lastPerson: person, sameInRow: 1, changedInRow };
  }
  if (person === null || person === memory.lastPerson) return memory;
  return { ...memory, lastPerson: person, sameInRow: memory.sameInRow + 1, changedInRow: 0 };
}
