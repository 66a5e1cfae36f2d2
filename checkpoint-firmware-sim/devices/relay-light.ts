import type { Milliseconds } from '#core/units/instant.js';
import { ascii, sum8 } from './bytes.js';
import { CommandReader, type CommandLength } from './command-reader.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import { Power } from './power.js';

/*
 * A serial relay board of the LCUS kind (jarwyg/USB_RELAY README; Pebble94464/lcus-usb-relay-module-controller):
 * `A0 channel operation sum` switches, `FF` asks for all states. The text boards answer `FF` only; the feedback boards
 * answer each operation that asks for it, and know no `FF`.
 */

const START_UP: Milliseconds = 100;
const START = 0xa0;
const ASK_ALL = 0xff;
const COMMAND_LENGTH = 4;
const OFF = 0;
const ON = 1;
const OFF_WITH_ANSWER = 2;
const ON_WITH_ANSWER = 3;
const TOGGLE_WITH_ANSWER = 4;
const ASK = 5;
const CHANNELS: Readonly<Record<string, number>> = { 'text-2': 2, 'text-4': 4, 'feedback-2': 2 };

/** `A0 channel value sum` */
export function relayFrame(channel: number, value: number): Uint8Array {
  const body = [START, channel, value];
  return Uint8Array.of(...body, sum8(body));
}

/** The board; channels count from 1. All relays open when the power goes. */
export class RelayLight implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #hasFeedback: boolean;
  readonly #commands: CommandReader;
  readonly #changes: { readonly at: Milliseconds; readonly channel: number; readonly isOn: boolean }[] = [];
  #states: boolean[];

  constructor(world: DeviceWorld, variant: string) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#hasFeedback = variant.startsWith('feedback');
    this.#states = new Array<boolean>(CHANNELS[variant] ?? 2).fill(false);
    this.#commands = new CommandReader((bytes) => commandLength(bytes, this.#hasFeedback));
  }

  powerOn(): void {
    this.#commands.reset();
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
    this.#states.forEach((isOn, index) => {
      if (isOn) this.#switch(index + 1, false);
    });
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    for (const command of this.#commands.push(bytes)) this.#obey(command);
  }

  show(): void {
    // No thermometer on this board.
  }

  present(): void {
    // No reader on this board.
  }

  /** Which relays are closed now. */
  get states(): readonly boolean[] {
    return this.#states;
  }

  /** Every change so far with its monotonic time, for tests of blinking and beeping. */
  get changes(): readonly { readonly at: Milliseconds; readonly channel: number; readonly isOn: boolean }[] {
    return this.#changes;
  }

  #obey([first, channel = 0, operation = 0]: readonly number[]): void {
    if (first === ASK_ALL) {
      const lines = this.#states.map((isOn, index) => `CH${index + 1}:${isOn ? 'ON' : 'OFF'} \r\n`);
      this.#world.send(ascii(lines.join('')));
      return;
    }
    const isOn = this.#states[channel - 1];
    if (isOn === undefined) return;
    const wanted = wantedState(operation, isOn);
    if (wanted === null || (operation > ON && !this.#hasFeedback)) return;
    if (wanted !== isOn) this.#switch(channel, wanted);
    if (operation > ON) this.#world.send(relayFrame(channel, wanted ? ON : OFF));
  }

  #switch(channel: number, isOn: boolean): void {
    this.#states = this.#states.with(channel - 1, isOn);
    this.#changes.push({ at: this.#world.clock.monotonic(), channel, isOn });
  }
}

function wantedState(operation: number, isOn: boolean): boolean | null {
  if (operation === OFF || operation === OFF_WITH_ANSWER) return false;
  if (operation === ON || operation === ON_WITH_ANSWER) return true;
  if (operation === TOGGLE_WITH_ANSWER) return !isOn;
  return operation === ASK ? isOn : null;
}

function commandLength(bytes: readonly number[], hasFeedback: boolean): ReturnType<CommandLength> {
  if (bytes[0] === ASK_ALL) return hasFeedback ? 'none' : 1;
  if (bytes[0] !== START) return 'none';
  if (bytes.length < COMMAND_LENGTH) return 'more';
  return sum8(bytes.slice(0, 3)) === bytes[3] ? COMMAND_LENGTH : 'none';
}

export const relayLightModel: DeviceModel = {
  name: 'relay-light',
  role: 'output',
  baudRates: [9600],
  reads: [],
  measuring: 0,
  variants: ['text-2', 'text-4', 'feedback-2'],
  create: (world, options) => new RelayLight(world, options.variant),
};
