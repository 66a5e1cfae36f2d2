import type { Celsius } from '#core/units/celsius.js';
import type { Device, DeviceOptions, Sight } from '#sim/devices/device.js';
import { deviceModel } from '#sim/devices/index.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { ManualClock } from '../../support/manual-clock.js';

export const HEALTHY: Sight = { bodyC: 36.5, skinC: 34.1, ambientC: 21.3 };

/** One device without a line, on a clock that a test moves, with everything it has said. */
export interface DeviceRig {
  readonly clock: ManualClock;
  readonly device: Device;
  readonly frames: { readonly at: number; readonly bytes: Uint8Array }[];
  readonly bauds: number[];
  /** The frames so far as hex text, which are then forgotten. */
  takeHex(): string[];
  /** The same as text of one character a byte. */
  takeText(): string[];
  /** Sends the bytes to the device. */
  say(bytesAsHex: string): void;
}

export function deviceRig(driver: string, options: DeviceOptions & { ambientC?: Celsius } = {}): DeviceRig {
  const model = deviceModel(driver);
  const clock = new ManualClock();
  const frames: DeviceRig['frames'] = [];
  const bauds: number[] = [];
  const world = {
    clock,
    entropy: seededEntropy(1),
    ambientC: () => options.ambientC ?? HEALTHY.ambientC,
    send: (bytes: Uint8Array) => {
      frames.push({ at: clock.monotonic(), bytes });
    },
    setBaudRate: (baudRate: number) => {
      bauds.push(baudRate);
    },
  };
  const device = model.create(world, {
    baudRate: options.baudRate ?? model.baudRates[0],
    variant: options.variant ?? model.variants[0],
  });
  const take = (encoding: 'hex' | 'latin1'): string[] =>
    frames.splice(0).map(({ bytes }) => Buffer.from(bytes).toString(encoding));
  return {
    clock,
    device,
    frames,
    bauds,
    takeHex: () => take('hex').map(spaced),
    takeText: () => take('latin1'),
    say: (bytesAsHex) => {
      device.received(fromHex(bytesAsHex));
    },
  };
}

/** `fromHex('A5 45 EA')` */
export function fromHex(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

/** `toHex` of three bytes gives `A5 45 EA`. */
export function toHex(bytes: Uint8Array): string {
  return spaced(Buffer.from(bytes).toString('hex'));
}

function spaced(hex: string): string {
  return (hex.toUpperCase().match(/../g) ?? []).join(' ');
}
