import type { Milliseconds } from '#core/units/instant.js';
import { centiWord, sum8 } from './bytes.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';
import { SensorHead, type HeadSample } from './sensor-head.js';

/* GY-MCU90614 and GY-MCU90615 (devices.md section 1.1): binary frames, settings that hold after a power cycle. */

const START_UP: Milliseconds = 150;
const INTERVAL: Milliseconds = 100;
const COMMAND_LENGTH = 3;
/** Last byte of the longer frame: an id, 14 from the factory. */
const CHAIN_ID = 14;

/** One frame: object and ambient temperature, signed, in hundredths. */
export function gyFrame(sample: Pick<HeadSample, 'objectC' | 'ambientC'>): Uint8Array {
  const body = [0x5a, 0x5a, 0x45, 0x04, ...centiWord(sample.objectC), ...centiWord(sample.ambientC)];
  return Uint8Array.of(...body, sum8(body));
}

class GyMcu9061x implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #head: SensorHead;
  readonly #isLong: boolean;
  /** Kept in the module's memory and read at power-up. */
  #stored: { baudRate: number; isSpeaking: boolean };
  #isContinuous = false;
  #command: number[] = [];

  constructor(world: DeviceWorld, options: { readonly baudRate: number; readonly variant: string }) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#head = new SensorHead(world);
    this.#isLong = options.variant === 'ten-byte';
    this.#stored = { baudRate: options.baudRate, isSpeaking: options.variant !== 'silent' };
  }

  powerOn(): void {
    this.#command = [];
    this.#world.setBaudRate(this.#stored.baudRate);
    this.#power.on(() => {
      this.#isContinuous = this.#stored.isSpeaking;
      this.#power.timers.every(INTERVAL, () => {
        if (this.#isContinuous) this.#measure();
      });
    });
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const byte of bytes) {
      if (this.#command.length === 0 && byte !== 0xa5) continue;
      this.#command.push(byte);
      if (this.#command.length < COMMAND_LENGTH) continue;
      const [start = 0, command = 0, sum = 0] = this.#command;
      this.#command = [];
      // A command with a wrong sum gets no answer, and neither does a good one.
      if (sum === sum8([start, command])) this.#obey(command);
    }
  }

  show(sight: Sight | null): void {
    this.#head.show(sight);
  }

  present(): void {
    // No reader in this module.
  }

  #obey(command: number): void {
    if (command === 0x45) this.#isContinuous = true;
    if (command === 0x15) {
      this.#isContinuous = false;
      this.#measure();
    }
    if (command === 0xae) this.#stored = { ...this.#stored, baudRate: 9600 };
    if (command === 0xaf) this.#stored = { ...this.#stored, baudRate: 115200 };
    if (command === 0x51) this.#stored = { ...this.#stored, isSpeaking: true };
    if (command === 0x52) this.#stored = { ...this.#stored, isSpeaking: false };
  }

  #measure(): void {
    const frame = gyFrame(this.#head.sample());
    this.#world.send(this.#isLong ? Uint8Array.of(...frame, CHAIN_ID) : frame);
  }
}

export const gyMcu9061xModel: DeviceModel = {
  name: 'gy-mcu9061x',
  role: 'thermometer',
  baudRates: [9600, 115200],
  reads: [],
  measuring: 1_200,
  variants: ['speaking', 'silent', 'ten-byte'],
  create: (world, options) => new GyMcu9061x(world, options),
};
