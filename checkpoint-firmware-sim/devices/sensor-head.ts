import type { Entropy } from '#core/ports/entropy.js';
import type { Celsius } from '#core/units/celsius.js';
import type { Sight } from './device.js';

/** The filter of the sensor lets this share of a step through from one sample to the next. */
const SETTLING = 0.9;
const NOISE: Celsius = 0.03;

export interface HeadSample {
  readonly objectC: Celsius;
  readonly ambientC: Celsius;
  /** What a module that converts by itself makes of it; with nobody there it converts the wall all the same. */
  readonly bodyC: Celsius;
}

/**
 * The infrared sensor of a module that measures all the time, with or without a person in front of it: it needs a few
 * samples to follow a change, and no two samples are quite equal.
 */
export class SensorHead {
  readonly #entropy: Entropy;
  readonly #ambientC: () => Celsius;
  #sight: Sight | null = null;
  #object: Celsius | null = null;

  constructor(world: { readonly entropy: Entropy; ambientC(): Celsius }) {
    this.#entropy = world.entropy;
    this.#ambientC = () => world.ambientC();
  }

  show(sight: Sight | null): void {
    this.#sight = sight;
  }

  /** Measures once, now. */
  sample(): HeadSample {
    const ambientC = this.#sight?.ambientC ?? this.#ambientC();
    const target = this.#sight?.skinC ?? ambientC;
    const before = this.#object ?? target;
    this.#object = before + (target - before) * SETTLING;
    const objectC = this.#object + (this.#entropy.fraction() * 2 - 1) * NOISE;
    const correction = this.#sight === null ? 0 : this.#sight.bodyC - this.#sight.skinC;
    return { objectC, ambientC, bodyC: objectC + correction };
  }
}
