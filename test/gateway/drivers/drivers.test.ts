import { DRIVERS } from '#gateway/drivers/index.js';
import { describeDriver, type Exceptions } from './driver-conformance.js';

const NO_CHECKSUM = 'plain text has no checksum, so its cable and baud rate must be right';
const NO_START = 'plain text has no start mark, so noise becomes part of it and makes it unreadable';
const SPEAKS_WHEN_USED = 'it only speaks when somebody uses it';

/** What can not be asked of a device, and why. */
const EXCEPTIONS: Readonly<Record<string, Exceptions>> = {
  gm65: { noise: NO_START, damage: NO_CHECKSUM, garbage: NO_CHECKSUM },
  de2120: { noise: NO_START, damage: NO_CHECKSUM, garbage: NO_CHECKSUM, silence: SPEAKS_WHEN_USED },
  'line-scanner': { noise: NO_START, damage: NO_CHECKSUM, garbage: NO_CHECKSUM, silence: SPEAKS_WHEN_USED },
  rdm6300: { silence: SPEAKS_WHEN_USED },
};

for (const driver of DRIVERS) describeDriver(driver, EXCEPTIONS[driver.name] ?? {});
