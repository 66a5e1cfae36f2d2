import type { Milliseconds } from '#core/units/instant.js';
import { centiWord, sum8 } from './bytes.js';
import { CommandReader, fixedCommands } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';
import { SensorHead, type HeadSample } from './sensor-head.js';

/*
 * CJMCU-90614 with a serial interface (devices.md section 1.3). The one public driver reads temperature 1 as the ambient
 * and temperature 2 as the object (GuyCarver/MicroPython lib/cjmcu.py).
 */

const START_UP: Milliseconds = 200;
const INTERVAL: Milliseconds = 100;
const HEADER = [0x66, 0x66] as const;
const END = 0x56;
const CONTINUOUS = 0x01;
const QUERY = 0x02;
/** The sellers' table, not the one of the public driver. */
const BAUD_COMMANDS: ReadonlyMap<number, number> = new Map([
  [0x11, 9600],
  [0x12, 57600],
  [0x13, 115200],
]);

/** One frame; which bytes the sum covers is told in two ways, and the only known sample covers the data alone. */
export function cjmcuFrame(
  mode: number,
  sample: Pick<HeadSample, 'objectC' | 'ambientC'>,
  summed: 'data-sum' | 'frame-sum' = 'data-sum',
): Uint8Array {
  const data = [...centiWord(sample.ambientC), ...centiWord(sample.objectC)];
  const frame = [...HEADER, mode, data.length, ...data];
  return Uint8Array.of(...frame, sum8(summed === 'data-sum' ? data : frame));
}

class Cjmcu90614 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #head: SensorHead;
  readonly #summed: 'data-sum' | 'frame-sum';
  readonly #commands = new CommandReader(fixedCommands(HEADER, 4, (bytes) => bytes[3] === END));
  #baudRate: number;
  #mode = CONTINUOUS;

  constructor(world: DeviceWorld, options: { readonly baudRate: number; readonly variant: string }) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#head = new SensorHead(world);
    this.#baudRate = options.baudRate;
    this.#summed = options.variant === 'frame-sum' ? 'frame-sum' : 'data-sum';
  }

  powerOn(): void {
    this.#commands.reset();
    this.#mode = CONTINUOUS;
    this.#world.setBaudRate(this.#baudRate);
    this.#power.on(() =>
      this.#power.timers.every(INTERVAL, () => {
        if (this.#mode === CONTINUOUS) this.#measure();
      }),
    );
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const [, , command = 0] of this.#commands.push(bytes)) this.#obey(command);
  }

  show(sight: Sight | null): void {
    this.#head.show(sight);
  }

  present(): void {
    // No reader in this module.
  }

  #obey(command: number): void {
    const baudRate = BAUD_COMMANDS.get(command);
    if (baudRate !== undefined) {
      this.#baudRate = baudRate;
      this.#world.setBaudRate(baudRate);
    }
    if (command === CONTINUOUS) this.#mode = CONTINUOUS;
    if (command === QUERY) {
      this.#mode = QUERY;
      this.#measure();
    }
  }

  #measure(): void {
    this.#world.send(cjmcuFrame(this.#mode, this.#head.sample(), this.#summed));
  }
}

export const cjmcu90614Model: DeviceModel = {
  name: 'cjmcu-90614',
  role: 'thermometer',
  baudRates: [115200, 9600, 57600],
  reads: [],
  measuring: 1_200,
  variants: ['data-sum', 'frame-sum'],
  create: (world, options) => new Cjmcu90614(world, options),
};
