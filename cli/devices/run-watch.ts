import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { DeviceHealth } from '#core/wire/health.js';
import type { DriverOptions } from '#gateway/drivers/driver.js';
import { findDriver } from '#gateway/drivers/index.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { watchDevice, type WatchListener } from '#gateway/watch/watch-device.js';
import { interruptible } from '../interrupt.js';
import { parseWhole } from '../number-option.js';

export interface WatchOptions {
  readonly path: string;
  readonly driver: string;
  readonly baud: string | null;
  /** The driver's options as JSON. */
  readonly options: string;
  /** null: until interrupted. */
  readonly duration: Milliseconds | null;
}

const MAX_BAUD = 4_000_000;

/** Watches a device until the time is over or a person stops it; gives its counters. */
export async function runWatch(options: WatchOptions, listener: WatchListener): Promise<DeviceHealth> {
  const driver = findDriver(options.driver);
  const line =
    options.baud === null
      ? driver.line
      : { ...driver.line, baudRate: parseWhole(options.baud, { name: '--baud', from: 50, to: MAX_BAUD }) };
  const device = { path: options.path, driver, line, options: parsedOptions(options.options) };
  driver.createSession(device.options, line);
  const tools = { clock: systemClock, entropy: systemEntropy, serial: nodeSerialOpener };
  const watch = watchDevice(device, tools, listener);
  await interruptible((interrupt) => interrupt.wait(options.duration));
  const counters = watch.counters();
  await watch.stop();
  return counters;
}

function parsedOptions(text: string): DriverOptions {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as DriverOptions;
  } catch {
    // Falls through to the fault that says what is expected.
  }
  throw new GateError('usage-wrong', { problem: `--options must be a JSON object, not ${text}` });
}
