import type { Celsius } from '#core/units/celsius.js';
import type { Milliseconds } from '#core/units/instant.js';
import { sum8, word } from './bytes.js';
import { CommandReader, type CommandLength } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';
import { SensorHead } from './sensor-head.js';

/* The "AA A5 ... 55" module with an object and a body mode (devices.md section 1.4): it speaks only when asked. */

const START_UP: Milliseconds = 250;
/** From the trigger to the value. */
const CONVERSION: Milliseconds = 220;
const HEADER = [0xaa, 0xa5] as const;
const END = 0x55;
const MEASURE = 0x01;
const SET_TARGET = 0x02;
const OBJECT = 0x01;
const BODY = 0x02;
const OK = 0x00;

/** `AA A5 len cmd args... sum 55`; the length counts itself, the command, its arguments and the sum. */
export function aaa5Frame(command: number, args: readonly number[]): Uint8Array {
  const summed = [args.length + 3, command, ...args];
  return Uint8Array.of(...HEADER, ...summed, sum8(summed), END);
}

/** Arguments of the answer to a measurement, in tenths. */
export function aaa5Values(target: number, valueC: Celsius, ambientC: Celsius): number[] {
  return [target, ...word(Math.round(valueC * 10) & 0xffff), ...word(Math.round(ambientC * 10) & 0xffff)];
}

class Aaa5Body implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #head: SensorHead;
  readonly #commands = new CommandReader(commandLength);
  #target = OBJECT;

  constructor(world: DeviceWorld) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#head = new SensorHead(world);
  }

  powerOn(): void {
    this.#commands.reset();
    this.#target = OBJECT;
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const command of this.#commands.push(bytes)) this.#obey(command[3] ?? 0, command.slice(4, -2));
  }

  show(sight: Sight | null): void {
    this.#head.show(sight);
  }

  present(): void {
    // No reader in this module.
  }

  /** The commands for calibration and for the interface are taken, but no answer to them is documented. */
  #obey(command: number, args: readonly number[]): void {
    const [target] = args;
    if (command === MEASURE) this.#power.timers.after(CONVERSION, () => this.#measure());
    if (command !== SET_TARGET || (target !== OBJECT && target !== BODY)) return;
    this.#target = target;
    this.#answer(aaa5Frame(SET_TARGET, [OK]));
  }

  #measure(): void {
    const { objectC, bodyC, ambientC } = this.#head.sample();
    const value = this.#target === BODY ? bodyC : objectC;
    this.#answer(aaa5Frame(MEASURE, aaa5Values(this.#target, value, ambientC)));
  }

  /** A zero stands on the line before each frame, as the known driver has to expect. */
  #answer(frame: Uint8Array): void {
    this.#world.send(Uint8Array.of(0x00, ...frame));
  }
}

function commandLength(bytes: readonly number[]): ReturnType<CommandLength> {
  const SHORTEST = 3;
  const LONGEST = 16;
  const [first, second, length] = bytes;
  if (first !== HEADER[0] || (second !== undefined && second !== HEADER[1])) return 'none';
  if (length === undefined) return 'more';
  if (length < SHORTEST || length > LONGEST) return 'none';
  const whole = length + 3;
  if (bytes.length < whole) return 'more';
  const isGood = bytes[whole - 1] === END && sum8(bytes.slice(2, whole - 2)) === bytes[whole - 2];
  return isGood ? whole : 'none';
}

export const aaa5BodyModel: DeviceModel = {
  name: 'aaa5-body',
  role: 'thermometer',
  baudRates: [38400],
  reads: [],
  measuring: 2_500,
  variants: ['uart'],
  create: (world) => new Aaa5Body(world),
};
