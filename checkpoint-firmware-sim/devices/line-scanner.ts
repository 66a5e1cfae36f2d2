import type { Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { encodedText, type TextCoding } from './code-text.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import { Power } from './power.js';

/* Any scanner in plain text mode (devices.md sections 3.4 and 3.5): the text of the code, then the tail it is set to. */

const START_UP: Milliseconds = 500;
const DECODING: Milliseconds = 60;

interface Manner {
  readonly tail: readonly number[];
  readonly coding: TextCoding;
}

const MANNERS: ReadonlyMap<string, Manner> = new Map([
  ['cr', { tail: [0x0d], coding: 'utf-8' }],
  ['lf', { tail: [0x0a], coding: 'utf-8' }],
  ['crlf', { tail: [0x0d, 0x0a], coding: 'utf-8' }],
  ['tab', { tail: [0x09], coding: 'utf-8' }],
  ['nul', { tail: [0x00], coding: 'utf-8' }],
  ['crlf-gbk', { tail: [0x0d, 0x0a], coding: 'gbk' }],
]);
const PLAIN: Manner = { tail: [0x0d], coding: 'utf-8' };

class LineScanner implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #manner: Manner;

  constructor(world: DeviceWorld, variant: string) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#manner = MANNERS.get(variant) ?? PLAIN;
  }

  powerOn(): void {
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(): void {
    // Set by printed codes only, in this mode.
  }

  show(): void {
    // No thermometer in a scanner.
  }

  present(credential: Credential): void {
    if (!this.#power.isReady || credential.kind !== 'qr') return;
    const { tail, coding } = this.#manner;
    const bytes = Uint8Array.of(...encodedText(credential.value, coding), ...tail);
    this.#power.timers.after(DECODING, () => this.#world.send(bytes));
  }
}

export const lineScannerModel: DeviceModel = {
  name: 'line-scanner',
  role: 'reader',
  baudRates: [9600, 19200, 38400, 57600, 115200],
  reads: ['qr'],
  measuring: 0,
  variants: ['cr', 'lf', 'crlf', 'tab', 'nul', 'crlf-gbk'],
  create: (world, options) => new LineScanner(world, options.variant),
};
