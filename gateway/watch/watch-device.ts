import { SILENT_LOGGER } from '#core/ports/logger.js';
import { laneId } from '#core/units/ids.js';
import type { DeviceHealth } from '#core/wire/health.js';
import { DeviceRunner } from '#gateway/device/device-runner.js';
import type { DeviceTools } from '#gateway/device/device-setup.js';
import type { DeviceEvent, Driver, DriverOptions } from '#gateway/drivers/driver.js';
import type { LineSettings } from '#gateway/serial/serial-port.js';
import { tappedOpener, type SerialTap } from './tapped-opener.js';

/** One device to look at outside any gate. */
export interface WatchedDevice {
  readonly path: string;
  readonly driver: Driver;
  readonly line: LineSettings;
  readonly options: DriverOptions;
}

/** Raw bytes and link events as the line has them, then what the driver makes of them. */
export interface WatchListener extends SerialTap {
  onEvent(event: DeviceEvent): void;
}

export interface Watch {
  counters(): DeviceHealth;
  stop(): Promise<void>;
}

/** Runs one device exactly as a lane does, with a listener on the line. */
export function watchDevice(
  device: WatchedDevice,
  tools: Omit<DeviceTools, 'logger'>,
  listener: WatchListener,
): Watch {
  const setup = { ...device, lane: laneId('watch'), role: device.driver.role };
  const serial = tappedOpener(tools.serial, listener);
  const runner = new DeviceRunner(setup, { ...tools, serial, logger: SILENT_LOGGER }, (event) =>
    listener.onEvent(event),
  );
  runner.start();
  const sinceEpoch = tools.clock.now() - tools.clock.monotonic();
  return {
    counters: () => runner.health((at) => Math.round(sinceEpoch + at)),
    stop: () => runner.stop(),
  };
}
