import { toHundredth, type Celsius } from '#core/units/celsius.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import { median } from './median.js';

/** One raw value of a thermometer that measures all the time. */
export interface Sample {
  /** Null where a module keeps its raw value to itself; it then has a body value. */
  readonly objectC: Celsius | null;
  readonly ambientC: Celsius | null;
  /** The device's own body value, where it has one. */
  readonly bodyC: Celsius | null;
  readonly at: Instant;
}

/** One measurement of one person: the middle of the samples that agree. */
export interface Measured extends Sample {
  readonly samples: number;
}

export interface PresenceSettings {
  /** An object at least this warm may be a person. */
  readonly warmFromC: Celsius;
  /** ... if it is also this much warmer than what the sensor sees when nobody is there. */
  readonly aboveIdleC: Celsius;
  /** Samples further than this from the median are the edge of the person or a hand passing by. */
  readonly agreeWithinC: Celsius;
  /** Samples of one measurement; fewer must do when `collectFor` is over or the person has gone. */
  readonly samples: number;
  readonly fewestSamples: number;
  readonly collectFor: Milliseconds;
  /** So long without the warm object, and the next one is another person. */
  readonly goneAfter: Milliseconds;
  /** What stays in front of the sensor this long is no person but the new background. */
  readonly backgroundAfter: Milliseconds;
}

export const DEFAULT_PRESENCE: PresenceSettings = {
  warmFromC: 28,
  aboveIdleC: 1.5,
  agreeWithinC: 0.5,
  samples: 8,
  fewestSamples: 3,
  collectFor: 1.5 * SECOND,
  goneAfter: 300,
  backgroundAfter: 60 * SECOND,
};

/** What is in front of the sensor; plain data. `idleC` is null until the sensor has seen the place without a person. */
export type Presence =
  | { readonly kind: 'nobody'; readonly idleC: Celsius | null }
  | { readonly kind: 'collecting'; readonly idleC: Celsius | null; readonly samples: readonly Sample[] }
  | {
      readonly kind: 'measured';
      readonly idleC: Celsius | null;
      readonly since: Instant;
      readonly coolSince: Instant | null;
    };

export const NOBODY: Presence = { kind: 'nobody', idleC: null };

export interface PresenceStep {
  readonly presence: Presence;
  readonly measured: Measured | null;
}

/**
 * Turns the endless samples of a thermometer into one measurement for each person who comes and goes: pure, time comes
 * with the samples. Nothing is ever clamped: a median far from any body comes out as it is, for the rules to judge.
 */
export function stepPresence(presence: Presence, sample: Sample, settings: PresenceSettings): PresenceStep {
  if (sample.objectC === null && sample.bodyC === null) return nothing(presence);
  const isWarm = seenC(sample) >= warmFrom(presence.idleC, settings);
  switch (presence.kind) {
    case 'nobody':
      if (!isWarm) return nothing({ kind: 'nobody', idleC: followIdle(presence.idleC, seenC(sample)) });
      if (presence.idleC === null) return nothing(ignored(presence.idleC, sample.at));
      return collect({ idleC: presence.idleC, samples: [sample] }, settings);
    case 'collecting':
      if (isWarm) return collect({ ...presence, samples: [...presence.samples, sample] }, settings);
      return gone(presence, sample, settings);
    case 'measured':
      return nothing(waitUntilGone(presence, { sample, isWarm }, settings));
  }
}

/** The value that tells whether somebody is there. */
function seenC(sample: Sample): Celsius {
  return sample.objectC ?? sample.bodyC ?? Number.NaN;
}

/** Something warm that is not measured: a sensor that starts in front of a sunlit wall must not call it a person. */
function ignored(idleC: Celsius | null, since: Instant, coolSince: Instant | null = null): Presence {
  return { kind: 'measured', idleC, since, coolSince };
}

interface Collected {
  readonly idleC: Celsius | null;
  readonly samples: readonly Sample[];
}

function collect(collected: Collected, settings: PresenceSettings): PresenceStep {
  const { idleC, samples } = collected;
  const first = samples[0]?.at ?? 0;
  const last = samples.at(-1)?.at ?? 0;
  const isLong = last - first >= settings.collectFor && samples.length >= settings.fewestSamples;
  if (samples.length < settings.samples && !isLong) return nothing({ kind: 'collecting', idleC, samples });
  return {
    presence: ignored(idleC, first),
    measured: middle(samples, settings),
  };
}

/** A person who left early still counts if enough samples agree; a hand that passed by does not. */
function gone(collected: Collected, sample: Sample, settings: PresenceSettings): PresenceStep {
  const presence = ignored(collected.idleC, sample.at, sample.at);
  const enough = collected.samples.length >= settings.fewestSamples;
  return { presence, measured: enough ? middle(collected.samples, settings) : null };
}

function waitUntilGone(
  presence: Extract<Presence, { kind: 'measured' }>,
  { sample, isWarm }: { readonly sample: Sample; readonly isWarm: boolean },
  settings: PresenceSettings,
): Presence {
  if (isWarm && sample.at - presence.since >= settings.backgroundAfter) {
    return { kind: 'nobody', idleC: seenC(sample) };
  }
  if (isWarm) return { ...presence, coolSince: null };
  const coolSince = presence.coolSince ?? sample.at;
  if (sample.at - coolSince < settings.goneAfter) return { ...presence, coolSince };
  return { kind: 'nobody', idleC: followIdle(presence.idleC, seenC(sample)) };
}

/** Null when the samples never agreed: then nobody stood still. */
function middle(samples: readonly Sample[], settings: PresenceSettings): Measured | null {
  const centre = median(samples.map(seenC));
  const agreeing = samples.filter((sample) => Math.abs(seenC(sample) - centre) <= settings.agreeWithinC);
  const last = agreeing.at(-1);
  if (last === undefined || agreeing.length < settings.fewestSamples) return null;
  return {
    objectC: medianOf(agreeing.map((sample) => sample.objectC)),
    ambientC: medianOf(agreeing.map((sample) => sample.ambientC)),
    bodyC: medianOf(agreeing.map((sample) => sample.bodyC)),
    at: last.at,
    samples: agreeing.length,
  };
}

function medianOf(values: readonly (Celsius | null)[]): Celsius | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : toHundredth(median(known));
}

function warmFrom(idleC: Celsius | null, settings: PresenceSettings): Celsius {
  return idleC === null ? settings.warmFromC : Math.max(settings.warmFromC, idleC + settings.aboveIdleC);
}

/** The background cools at once but warms slowly, so that a person who comes near is not taken for it. */
function followIdle(idleC: Celsius | null, objectC: Celsius): Celsius {
  const WARMING = 0.02;
  if (idleC === null || objectC < idleC) return objectC;
  return idleC + WARMING * (objectC - idleC);
}

function nothing(presence: Presence): PresenceStep {
  return { presence, measured: null };
}
