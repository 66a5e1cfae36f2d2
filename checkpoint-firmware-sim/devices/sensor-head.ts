import type { Celsius } from '#core/units/celsius.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { DeviceWorld, Sight } from './device.js';

/** Time constant of the filter in the sensor: after 100 ms nine tenths of a step have come through. */
const SETTLING: Milliseconds = 43;
const NOISE: Celsius = 0.03;

export interface HeadSample {
  readonly objectC: Celsius;
  readonly ambientC: Celsius;
  /** What a module that converts by itself makes of it; with nobody there it converts the wall all the same. */
  readonly bodyC: Celsius;
}

/**
 * The infrared sensor of a module that measures all the time, with or without a person in front of it: it needs a moment
 * to follow a change, and no two samples are quite equal.
 */
export class SensorHead {
  readonly #world: Pick<DeviceWorld, 'clock' | 'entropy' | 'ambientC'>;
  #sight: Sight | null = null;
  #changed: { readonly at: Milliseconds; readonly fromC: Celsius } | null = null;

  constructor(world: Pick<DeviceWorld, 'clock' | 'entropy' | 'ambientC'>) {
    this.#world = world;
  }

  show(sight: Sight | null): void {
    this.#changed = { at: this.#world.clock.monotonic(), fromC: this.#filtered() };
    this.#sight = sight;
  }

  /** Measures once, now. */
  sample(): HeadSample {
    const objectC = this.#filtered() + (this.#world.entropy.fraction() * 2 - 1) * NOISE;
    const correction = this.#sight === null ? 0 : this.#sight.bodyC - this.#sight.skinC;
    return { objectC, ambientC: this.#ambientC(), bodyC: objectC + correction };
  }

  #ambientC(): Celsius {
    return this.#sight?.ambientC ?? this.#world.ambientC();
  }

  #filtered(): Celsius {
    const target = this.#sight?.skinC ?? this.#ambientC();
    if (this.#changed === null) return target;
    const passed = this.#world.clock.monotonic() - this.#changed.at;
    return target + (this.#changed.fromC - target) * Math.exp(-passed / SETTLING);
  }
}
