import type { CancelTimer } from '#core/ports/clock.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { xor8 } from './bytes.js';
import { CommandReader, type CommandLength } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import { Power } from './power.js';
import { cardData, sdtStatus } from './sdt-idcard-data.js';

/*
 * Reader for second-generation resident identity cards (devices.md section 4.5): it is asked to find, select and read, in
 * this order. A card that could not be read must be lifted and laid again. A wrong frame gets no answer.
 */

const START_UP: Milliseconds = 200;
/** Its self-test goes on after it has begun to answer. */
const SELF_TEST: Milliseconds = 800;
const HELD: Milliseconds = 3 * SECOND;
const QUICK: Milliseconds = 30;
const READING: Milliseconds = 400;

const HEADER = [0xaa, 0xaa, 0xaa, 0x96, 0x69] as const;
const READ = 0x3001;
const DONE = 0x90;
const FOUND = 0x9f;
const NOT_FOUND = 0x80;
const SELECT_FAILED = 0x81;
const READ_FAILED = 0x41;
const SELF_TEST_FAILED = 0x60;
const NUMBER = /^\d{17}[\dX]$/;
const FINGERPRINT = 'fingerprint';

/** The reader; a card is presented as a credential of kind `card` with the 18 characters of its number. */
export class SdtIdcard implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #variant: string;
  readonly #commands = new CommandReader(commandLength);
  #poweredAt: Milliseconds = 0;
  #number: string | null = null;
  #step: 'none' | 'found' | 'selected' | 'failed' = 'none';
  #failsNext = false;
  #lift: CancelTimer = () => undefined;

  constructor(world: DeviceWorld, variant: string) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#variant = variant;
  }

  powerOn(): void {
    this.#commands.reset();
    this.#number = null;
    this.#step = 'none';
    this.#poweredAt = this.#world.clock.monotonic();
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const command of this.#commands.push(bytes))
      this.#obey(((command[7] ?? 0) << 8) | (command[8] ?? 0));
  }

  show(): void {
    // No thermometer in a card reader.
  }

  present(credential: Credential): void {
    if (!this.#power.isReady || credential.kind !== 'card' || !NUMBER.test(credential.value)) return;
    this.#lift();
    this.#number = credential.value;
    this.#step = 'none';
    this.#lift = this.#power.timers.after(HELD, () => {
      this.#number = null;
      this.#step = 'none';
    });
  }

  /** The next read of a card fails. */
  failNextRead(): void {
    this.#failsNext = true;
  }

  #obey(command: number): void {
    const answers: Readonly<Record<number, () => Uint8Array>> = {
      0x11ff: () => sdtStatus(this.#isTested() ? DONE : SELF_TEST_FAILED),
      0x10ff: () => sdtStatus(DONE),
      0x61ff: () => sdtStatus(DONE),
      0x2001: () => this.#find(),
      0x2002: () => this.#select(),
      [READ]: () => this.#read(),
    };
    const answer = answers[command];
    if (answer === undefined) return;
    this.#power.timers.after(command === READ ? READING : QUICK, () => this.#world.send(answer()));
  }

  #find(): Uint8Array {
    if (this.#number === null || this.#step === 'failed') return sdtStatus(NOT_FOUND);
    this.#step = 'found';
    return sdtStatus(FOUND, [0, 0, 0, 0]);
  }

  #select(): Uint8Array {
    if (this.#number === null || this.#step !== 'found') return sdtStatus(SELECT_FAILED);
    this.#step = 'selected';
    return sdtStatus(DONE, [0, 0, 0, 0, 0, 0, 0, 0]);
  }

  #read(): Uint8Array {
    if (this.#number === null || this.#step !== 'selected' || this.#failsNext) {
      this.#step = this.#number === null ? 'none' : 'failed';
      this.#failsNext = false;
      return sdtStatus(READ_FAILED);
    }
    this.#step = 'none';
    return cardData(this.#number, this.#variant === FINGERPRINT);
  }

  #isTested(): boolean {
    return this.#world.clock.monotonic() - this.#poweredAt >= SELF_TEST;
  }
}

function commandLength(bytes: readonly number[]): ReturnType<CommandLength> {
  const SHORTEST = 3;
  const LONGEST = 64;
  if (HEADER.some((byte, index) => index < bytes.length && bytes[index] !== byte)) return 'none';
  const [high, low] = bytes.slice(HEADER.length);
  if (high === undefined || low === undefined) return 'more';
  const length = (high << 8) | low;
  if (length < SHORTEST || length > LONGEST) return 'none';
  const whole = HEADER.length + 2 + length;
  if (bytes.length < whole) return 'more';
  return xor8(bytes.slice(HEADER.length, whole - 1)) === bytes[whole - 1] ? whole : 'none';
}

export const sdtIdcardModel: DeviceModel = {
  name: 'sdt-idcard',
  role: 'reader',
  baudRates: [115200],
  reads: ['card'],
  measuring: 0,
  variants: ['text-and-photo', FINGERPRINT],
  create: (world, options) => new SdtIdcard(world, options.variant),
};
