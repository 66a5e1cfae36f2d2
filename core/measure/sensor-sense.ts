import { toHundredth, type Celsius } from '#core/units/celsius.js';
import type { Instant } from '#core/units/instant.js';
import type { Site } from '#core/wire/parts.js';
import {
  aged,
  DEFAULT_SENSE,
  emptyMemory,
  medianOf,
  remembered,
  type DeviceMemory,
  type SensedReading,
  type SenseSettings,
} from './device-memory.js';
import { median } from './median.js';

/** Why a thermometer is suspect: far from the others, always the same value, or too many fevers at once. */
export type SuspectCause = 'drift' | 'stuck' | 'many-suspicions';

export interface SuspectThermometer {
  readonly device: string;
  readonly causes: readonly SuspectCause[];
  /** How far its median is from those of the other gates; null while that cannot be told. */
  readonly deviationC: Celsius | null;
  readonly since: Instant;
}

/** `suspect` raises the one alarm of the device, `causes` tells that there are others now, `clear` ends it. */
export type SenseChange = SuspectThermometer & {
  readonly kind: 'suspect' | 'causes' | 'clear';
  readonly at: Instant;
};

interface Watched {
  readonly memory: DeviceMemory;
  readonly medianC: Celsius | null;
  readonly deviationC: Celsius | null;
  readonly hasDrifted: boolean;
  readonly suspect: SuspectThermometer | null;
}

/**
 * Watches the thermometers of one compound against each other, so that a bad one is one alarm and not a flood of fevers.
 * It hides nothing: every single fever is raised as ever, and whoever shows it may ask `suspectOf`. Time comes with the
 * readings and with `sweep`; memory is bounded. A reading costs a look at its own device, and one at the medians of the
 * others when its own has moved.
 */
export class SensorSense {
  readonly #settings: SenseSettings;
  /** Longest not heard of first. */
  readonly #watched = new Map<string, Watched>();

  constructor(settings: SenseSettings = DEFAULT_SENSE) {
    this.#settings = settings;
  }

  get devices(): number {
    return this.#watched.size;
  }

  /** What is wrong with a thermometer; null while it is trusted. */
  suspectOf(device: string): SuspectThermometer | null {
    return this.#watched.get(device)?.suspect ?? null;
  }

  /** Takes in a reading and tells what that changes, also for other devices. */
  observe(seen: SensedReading): readonly SenseChange[] {
    const { device, site, at } = seen;
    const before = this.#watched.get(device) ?? fresh(site);
    const memory = remembered(aged(before.memory, at, this.#settings), seen, this.#settings);
    const medianC = medianOf(memory, this.#settings);
    this.#watched.delete(device);
    this.#watched.set(device, { ...before, memory, medianC });
    const forgotten = this.#forgetOldest(at);
    const isMoved = medianC !== before.medianC || site !== before.memory.site;
    return [...forgotten, ...(isMoved ? this.#compare(at) : this.#judge(device, at))];
  }

  /** Looks again when time has passed; once a minute is enough. */
  sweep(now: Instant): readonly SenseChange[] {
    for (const [device, watched] of this.#watched) {
      const memory = aged(watched.memory, now, this.#settings);
      if (memory === watched.memory) continue;
      this.#watched.set(device, { ...watched, memory, medianC: medianOf(memory, this.#settings) });
    }
    return this.#compare(now);
  }

  #forgetOldest(at: Instant): readonly SenseChange[] {
    const [oldest] = this.#watched;
    if (oldest === undefined || this.#watched.size <= this.#settings.devicesAtMost) return [];
    const [device, { suspect }] = oldest;
    this.#watched.delete(device);
    return suspect === null ? [] : [{ ...suspect, causes: [], kind: 'clear', at }];
  }

  /** Compares the medians, those of each body site on their own, and judges every device. */
  #compare(now: Instant): readonly SenseChange[] {
    const spreads = new Map<Site, Spread>();
    for (const [device, watched] of this.#watched) {
      const { site } = watched.memory;
      const spread = spreads.get(site) ?? this.#spreadOf(site);
      spreads.set(site, spread);
      const deviationC = deviationFrom(spread, watched.medianC);
      const hasDrifted = this.#hasDrifted(watched, { deviationC, spread });
      if (deviationC === watched.deviationC && hasDrifted === watched.hasDrifted) continue;
      this.#watched.set(device, { ...watched, deviationC, hasDrifted });
    }
    return [...this.#watched.keys()].flatMap((device) => this.#judge(device, now));
  }

  #spreadOf(site: Site): Spread {
    const ofSite = [...this.#watched.values()].filter(({ memory }) => memory.site === site);
    return spreadOf(ofSite.map(({ medianC }) => medianC).filter((value) => value !== null));
  }

  /** What cannot be told any more, for want of readings, stays as it was. */
  #hasDrifted(watched: Watched, now: { deviationC: Celsius | null; spread: Spread }): boolean {
    const { deviationC, spread } = now;
    if (deviationC === null || watched.medianC === null) return watched.hasDrifted;
    const { driftC, driftClearC, usualC } = this.#settings;
    const by = Math.abs(deviationC);
    if (watched.hasDrifted) return by > driftClearC;
    return by >= driftC && !isNearerOfTwo(watched.medianC, spread, usualC);
  }

  #judge(device: string, now: Instant): readonly SenseChange[] {
    const watched = this.#watched.get(device);
    if (watched === undefined) return [];
    const before = watched.suspect;
    const causes = this.#causes(watched);
    if (causes.length === 0 && before === null) return [];
    if (causes.join() === (before?.causes.join() ?? '')) return [];
    const suspect = { device, causes, deviationC: watched.deviationC, since: before?.since ?? now };
    this.#watched.set(device, { ...watched, suspect: causes.length === 0 ? null : suspect });
    if (causes.length === 0) return [{ ...suspect, kind: 'clear', at: now }];
    return [{ ...suspect, kind: before === null ? 'suspect' : 'causes', at: now }];
  }

  #causes({ memory, hasDrifted, suspect }: Watched): readonly SuspectCause[] {
    const had = (cause: SuspectCause): boolean => suspect?.causes.includes(cause) ?? false;
    const causes: SuspectCause[] = [];
    if (hasDrifted) causes.push('drift');
    if (this.#isStuck(memory, had('stuck'))) causes.push('stuck');
    if (this.#hasMany(memory, had('many-suspicions'))) causes.push('many-suspicions');
    return causes;
  }

  #isStuck({ sameInRow, changedInRow }: DeviceMemory, had: boolean): boolean {
    const { stuckAfter, stuckClearAfter } = this.#settings;
    return had ? changedInRow < stuckClearAfter : sameInRow >= stuckAfter;
  }

  #hasMany({ suspicions }: DeviceMemory, had: boolean): boolean {
    const { suspicionsAbove, suspicionsClearAt } = this.#settings;
    return suspicions.length > (had ? suspicionsClearAt : suspicionsAbove);
  }
}

function fresh(site: Site): Watched {
  const memory = emptyMemory(site);
  return { memory, medianC: null, deviationC: null, hasDrifted: false, suspect: null };
}

/** The running medians of one body site, with their middle. */
interface Spread {
  readonly medians: readonly Celsius[];
  readonly middleC: Celsius;
}

function spreadOf(medians: readonly Celsius[]): Spread {
  return { medians, middleC: median(medians) };
}

/** From the middle of all, which one bad device among three or more does not move; of two, from the other one. */
function deviationFrom({ medians, middleC }: Spread, own: Celsius | null): Celsius | null {
  if (own === null || medians.length < 2) return null;
  return toHundredth(medians.length === 2 ? 2 * (own - middleC) : own - middleC);
}

/** Of two that differ, the one nearer to what people usually have is not the suspect. */
function isNearerOfTwo(own: Celsius, { medians, middleC }: Spread, usualC: Celsius): boolean {
  if (medians.length !== 2) return false;
  const other = 2 * middleC - own;
  return toHundredth(Math.abs(own - usualC)) < toHundredth(Math.abs(other - usualC));
}
