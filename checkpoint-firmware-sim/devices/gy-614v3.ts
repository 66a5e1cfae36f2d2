import type { Milliseconds } from '#core/units/instant.js';
import { centiWord, sum8 } from './bytes.js';
import { CommandReader, type CommandLength } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';
import { SensorHead } from './sensor-head.js';

/*
 * GY-614V3 (devices.md section 1.2): registers, and a body value of its own. What it answers to a write and what its text
 * mode looks like is not documented: it answers nothing, and in text mode it is silent.
 */

const START_UP: Milliseconds = 200;
const BEAT: Milliseconds = 100;
const BEATS_PER_SECOND = 10;
const READ = 0x03;
const WRITE = 0x06;
const COMMAND_LENGTH = 5;
const BROADCAST = 0x00;
const BAUD_RATES = [9600, 2400, 4800, 19200, 38400, 57600, 115200, 230400] as const;
/** Register 01 names these by their place. */
const BAUD_CODES: readonly number[] = [2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400];
const RATES_HZ = [1, 2, 5, 10] as const;

const ID = 0x00;
const BAUD = 0x01;
const RATE = 0x02;
const MODE = 0x03;
const FORMAT = 0x04;
const SAVE = 0x05;
const OFFSET = 0x06;
const EMISSIVITY = 0x07;
const LIVE = 0x08;
const CHIP = 0x0e;
const REGISTERS = 0x10;

const SAVE_ALL = 0x55;
const FACTORY_RESET = 0xaa;

function factoryRegisters(): number[] {
  const registers = new Array<number>(REGISTERS).fill(0);
  registers[ID] = 0xa4;
  registers[BAUD] = BAUD_CODES.indexOf(9600);
  registers[RATE] = RATES_HZ.indexOf(10);
  registers[OFFSET] = 100;
  registers[EMISSIVITY] = 97;
  registers[CHIP] = 1;
  return registers;
}

/** `id function data... sum` */
export function gy614Frame(body: readonly number[]): Uint8Array {
  return Uint8Array.of(...body, sum8(body));
}

class Gy614v3 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #head: SensorHead;
  readonly #commands: CommandReader;
  #stored: number[];
  #registers: number[];
  #beats = 0;

  constructor(world: DeviceWorld, baudRate: number) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#head = new SensorHead(world);
    this.#stored = factoryRegisters();
    this.#stored[BAUD] = BAUD_CODES.indexOf(baudRate);
    this.#registers = [...this.#stored];
    this.#commands = new CommandReader((bytes) => commandLength(bytes, this.#at(ID)));
  }

  powerOn(): void {
    this.#commands.reset();
    this.#registers = [...this.#stored];
    this.#world.setBaudRate(BAUD_CODES[this.#at(BAUD)] ?? BAUD_RATES[0]);
    this.#power.on(() => this.#power.timers.every(BEAT, () => this.#beat()));
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const [, action, register = 0, value = 0] of this.#commands.push(bytes)) {
      if (action === READ) this.#answer(register, value);
      else this.#write(register, value);
    }
  }

  show(sight: Sight | null): void {
    this.#head.show(sight);
  }

  present(): void {
    // No reader in this module.
  }

  #beat(): void {
    this.#beats += 1;
    const every = BEATS_PER_SECOND / (RATES_HZ[this.#at(RATE)] ?? 10);
    const isContinuous = this.#at(MODE) === 0 && this.#at(FORMAT) === 0;
    if (isContinuous && this.#beats % every === 0) this.#answer(EMISSIVITY, 7);
  }

  #answer(start: number, count: number): void {
    if (start + count > REGISTERS || count === 0) return;
    const { objectC, ambientC, bodyC } = this.#head.sample();
    const offset = (this.#at(OFFSET) - 100) / 10;
    const live = [...centiWord(objectC + offset), ...centiWord(ambientC), ...centiWord(bodyC + offset)];
    const all = this.#registers.map((value, register) => live[register - LIVE] ?? value);
    this.#world.send(gy614Frame([this.#at(ID), READ, start, count, ...all.slice(start, start + count)]));
  }

  #write(register: number, value: number): void {
    if (register === SAVE && value === SAVE_ALL) this.#stored = [...this.#registers];
    if (register === SAVE && value === FACTORY_RESET) this.#stored = factoryRegisters();
    if (register <= EMISSIVITY && register !== SAVE) this.#registers[register] = value;
  }

  #at(register: number): number {
    return this.#registers[register] ?? 0;
  }
}

function commandLength(bytes: readonly number[], id: number): ReturnType<CommandLength> {
  const [address, action] = bytes;
  if (address !== id && address !== BROADCAST) return 'none';
  if (action !== undefined && action !== READ && action !== WRITE) return 'none';
  if (bytes.length < COMMAND_LENGTH) return 'more';
  return sum8(bytes.slice(0, 4)) === bytes[4] ? COMMAND_LENGTH : 'none';
}

export const gy614v3Model: DeviceModel = {
  name: 'gy-614v3',
  role: 'thermometer',
  baudRates: BAUD_RATES,
  reads: [],
  measuring: 1_200,
  variants: ['v3'],
  create: (world, options) => new Gy614v3(world, options.baudRate),
};
