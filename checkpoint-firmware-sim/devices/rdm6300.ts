import type { CancelTimer } from '#core/ports/clock.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { ascii, hex, xor8 } from './bytes.js';
import type { Device, DeviceModel, DeviceWorld } from './device.js';
import { Power } from './power.js';

/* RDM6300 and its relatives (devices.md section 4.1): 125 kHz readers that repeat a card as long as it is near. */

const START_UP: Milliseconds = 200;
const REPEAT: Milliseconds = 65;
/** How long somebody holds a card to the reader. */
const HELD: Milliseconds = 450;
const DIGITS = 10;
const START = 0x02;
const END = 0x03;

/** Cards with a right sum that nobody held, as seen on eight units (arendst/Tasmota issue 9522). */
const GHOSTS = [
  '000000078F',
  '00F00000F0',
  'F000060007',
  'B59A99E5A9',
  '4FFB388FFF',
  'DA9386B5EA',
  'DAEF6FEE2B',
];

/** One frame: ten digits of the card and their exclusive or, in one of three layouts. */
export function rdmFrame(card: string, layout: string): Uint8Array {
  const digits = card.toUpperCase().padStart(DIGITS, '0');
  const bytes = (digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  const sum = xor8(bytes);
  if (layout === 'thirteen-byte') return Uint8Array.of(START, ...ascii(digits), sum, END);
  const tail = layout === 'id-12la' ? [0x0d, 0x0a] : [];
  return Uint8Array.of(START, ...ascii(digits + hex(sum, 2)), ...tail, END);
}

class Rdm6300 implements Device {
  readonly #world: DeviceWorld;
  readonly #power: Power;
  readonly #layout: string;
  #leave: CancelTimer = () => undefined;

  constructor(world: DeviceWorld, layout: string) {
    this.#world = world;
    this.#power = new Power(world.clock, START_UP);
    this.#layout = layout;
  }

  powerOn(): void {
    this.#power.on();
  }

  powerOff(): void {
    this.#power.off();
  }

  received(): void {
    // It takes no commands.
  }

  show(): void {
    // No thermometer in a card reader.
  }

  present(credential: Credential): void {
    const { kind, value } = credential;
    if (!this.#power.isReady || kind !== 'card' || !/^[0-9A-F]{1,10}$/i.test(value)) return;
    this.#leave();
    const frame = rdmFrame(value, this.#layout);
    const end = this.#world.clock.monotonic() + HELD;
    const repeat = (): void => {
      this.#world.send(frame);
      if (this.#world.clock.monotonic() + REPEAT <= end)
        this.#leave = this.#power.timers.after(REPEAT, repeat);
    };
    repeat();
  }

  ghost(): void {
    const card = GHOSTS[Math.floor(this.#world.entropy.fraction() * GHOSTS.length)];
    if (this.#power.isReady && card !== undefined) this.#world.send(rdmFrame(card, this.#layout));
  }
}

export const rdm6300Model: DeviceModel = {
  name: 'rdm6300',
  role: 'reader',
  baudRates: [9600],
  reads: ['card'],
  measuring: 0,
  variants: ['fourteen-byte', 'thirteen-byte', 'id-12la'],
  create: (world, options) => new Rdm6300(world, options.variant),
};
