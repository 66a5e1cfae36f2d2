import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import type { LaneId } from '#core/units/ids.js';
import type { DeviceEvent, DeviceRole, Driver, DriverOptions } from '#gateway/drivers/driver.js';
import type { LineSettings, SerialOpener } from '#gateway/serial/serial-port.js';

/** One serial device of a lane, as its configuration says. */
export interface DeviceSetup {
  readonly lane: LaneId;
  readonly role: DeviceRole;
  readonly driver: Driver;
  readonly options: DriverOptions;
  readonly path: string;
  readonly line: LineSettings;
}

export interface DeviceTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
  readonly serial: SerialOpener;
}

/** Takes what a device says; `at` is on the clock's monotonic scale. */
export type DeviceListener = (event: DeviceEvent, at: number) => void;
