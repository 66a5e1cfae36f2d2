import type { Clock } from '#core/ports/clock.js';
import type { Celsius } from '#core/units/celsius.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import { ascii, crc16, hex } from './bytes.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './device.js';
import { Power } from './power.js';

/*
 * The checkpoint's own firmware (docs/firmware-protocol.md): thermometer, code reader and keypad on one port, as lines
 * of printable ASCII with a checksum.
 */

const VERSION = '1.4.2';
const START_UP: Milliseconds = 300;
const HELLO_EVERY: Milliseconds = 5 * SECOND;
/** From the person's arrival to the finished measurement. */
const MEASURING: Milliseconds = 120;
const MAX_TEXT = 600;
const MAX_BINARY = 300;
/** The device needs to understand one command only; more without an end is noise. */
const MAX_COMMAND = 64;
const PRINTABLE = /^[ -~]+$/;
const CRC_INITIAL = 0xffff;

const SITES: Readonly<Record<string, string>> = {
  forehead: 'F',
  neck: 'N',
  wrist: 'W',
  ear: 'E',
  armpit: 'A',
};

/** One whole line: `$body*CRC` with its end. */
export function checkpointLine(body: string): Uint8Array {
  return ascii(`$${body}*${hex(crc16(ascii(body), CRC_INITIAL), 4)}\r\n`);
}

/** Fields of a `T` line. The correction is what the firmware adds, so that the sum fits to the hundredth. */
export function measurementFields(sight: Sight, site: string): string {
  const [object, body] = [hundredths(sight.skinC), hundredths(sight.bodyC)];
  return [object, hundredths(sight.ambientC), body - object, body].map(decimals).join(',') + `,${site}`;
}

/** Type and fields of the line for a credential, or null when it is nothing this device can read. */
export function scanFields(
  credential: Credential,
): { readonly type: 'S' | 'X'; readonly fields: string } | null {
  const { kind, value } = credential;
  if (kind === 'none' || value.length === 0) return null;
  const letter = { qr: 'Q', card: 'C', code: 'K', flat: 'F' }[kind];
  const text = kind === 'card' ? value.toUpperCase() : value;
  if (PRINTABLE.test(text)) return text.length > MAX_TEXT ? null : { type: 'S', fields: `${letter},${text}` };
  const bytes = new TextEncoder().encode(text);
  if (kind !== 'qr' || bytes.length > MAX_BINARY) return null;
  return { type: 'X', fields: Array.from(bytes, (byte) => hex(byte, 2)).join('') };
}

function hundredths(value: Celsius): number {
  return Math.round(value * 100);
}

function decimals(value: number): string {
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
}

class CheckpointLine implements Device {
  readonly #world: DeviceWorld;
  readonly #clock: Clock;
  readonly #power: Power;
  readonly #site: string;
  #bootedAt: Milliseconds = 0;
  #sequence = 0;
  #command = '';

  constructor(world: DeviceWorld, site: string) {
    this.#world = world;
    this.#clock = world.clock;
    this.#power = new Power(world.clock, START_UP);
    this.#site = SITES[site] ?? 'F';
  }

  powerOn(): void {
    this.#bootedAt = this.#clock.monotonic();
    this.#sequence = 0;
    this.#command = '';
    this.#power.on(() => {
      this.#hello();
      this.#power.timers.every(HELLO_EVERY, () => this.#hello());
    });
  }

  powerOff(): void {
    this.#power.off();
  }

  received(bytes: Uint8Array): void {
    if (!this.#power.isReady) return;
    this.#command += String.fromCharCode(...bytes);
    const lines = this.#command.split('\n');
    this.#command = (lines.pop() ?? '').slice(-MAX_COMMAND);
    for (const line of lines) if (isWhoAreYou(line)) this.#hello();
  }

  show(sight: Sight | null): void {
    if (sight === null || !this.#power.isReady) return;
    this.#power.timers.after(MEASURING, () => this.#say('T', measurementFields(sight, this.#site)));
  }

  present(credential: Credential): void {
    const scan = scanFields(credential);
    if (scan !== null && this.#power.isReady) this.#say(scan.type, scan.fields);
  }

  #hello(): void {
    const uptime = Math.round(this.#clock.monotonic() - this.#bootedAt);
    this.#say('H', `${VERSION},${uptime}`);
  }

  #say(type: string, fields: string): void {
    this.#world.send(checkpointLine(`${type},${this.#sequence},${fields}`));
    this.#sequence = (this.#sequence + 1) & 0xffff;
  }
}

function isWhoAreYou(line: string): boolean {
  const start = line.lastIndexOf('$');
  return start >= 0 && line.slice(start).replace(/\r$/, '') === '$Q*AB24';
}

export const checkpointLineModel: DeviceModel = {
  name: 'checkpoint-line',
  role: 'checkpoint',
  baudRates: [115200],
  reads: ['qr', 'card', 'code', 'flat'],
  measuring: MEASURING + 30,
  variants: ['forehead', 'neck', 'wrist', 'ear', 'armpit'],
  create: (world, options) => new CheckpointLine(world, options.variant),
};
