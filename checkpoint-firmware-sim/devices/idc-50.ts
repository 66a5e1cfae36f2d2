import type { Celsius } from '#core/units/celsius.js';
import type { Milliseconds } from '#core/units/instant.js';
import { sum8 } from './bytes.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';
import { SensorHead } from './sensor-head.js';

/* IDC-50, a kiosk module with a Heimann array (devices.md section 1.5), set to its output option 2: it only speaks. */

const START_UP: Milliseconds = 1_000;
const INTERVAL: Milliseconds = 500;

/** `AA 55 06 whole tenths sum`; the form has no room for values below zero or above 255. */
export function idc50Frame(bodyC: Celsius): Uint8Array {
  const tenths = Math.round(bodyC * 10);
  const frame = [0xaa, 0x55, 0x06, Math.floor(tenths / 10) & 0xff, ((tenths % 10) + 10) % 10];
  return Uint8Array.of(...frame, sum8(frame));
}

class Idc50 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #head: SensorHead;

  constructor(world: DeviceWorld) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#head = new SensorHead(world);
  }

  powerOn(): void {
    this.#power.on(() =>
      this.#power.timers.every(INTERVAL, () => this.#world.send(idc50Frame(this.#head.sample().bodyC))),
    );
  }

  powerOff(): void {
    this.#power.off();
  }

  received(): void {
    // It takes no commands in this output option.
  }

  show(sight: Sight | null): void {
    this.#head.show(sight);
  }

  present(): void {
    // No reader in this module.
  }
}

export const idc50Model: DeviceModel = {
  name: 'idc-50',
  role: 'thermometer',
  baudRates: [115200],
  reads: [],
  measuring: 2_600,
  variants: ['option-2'],
  create: (world) => new Idc50(world),
};
