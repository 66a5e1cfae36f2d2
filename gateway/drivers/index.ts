import { GateError } from '#core/errors/gate-error.js';
import { aaa5Body } from './aaa5-body.js';
import { checkpointLine } from './checkpoint-line.js';
import { cjmcu90614 } from './cjmcu-90614.js';
import { de2120 } from './de2120.js';
import type { Driver } from './driver.js';
import { gm65 } from './gm65.js';
import { gy614v3 } from './gy-614v3.js';
import { gyMcu9061x } from './gy-mcu9061x.js';
import { idc50 } from './idc-50.js';
import { lineScanner } from './line-scanner.js';
import { rdm6300 } from './rdm6300.js';
import { sdtIdcard } from './sdt-idcard.js';

/** Every supported device: one line each. `docs/add-a-device.md` has a row for each; a test compares them. */
export const DRIVERS: readonly Driver[] = [
  checkpointLine,
  gyMcu9061x,
  gy614v3,
  cjmcu90614,
  aaa5Body,
  idc50,
  gm65,
  de2120,
  lineScanner,
  rdm6300,
  sdtIdcard,
];

/** @throws GateError `driver-unknown` that names the known drivers. */
export function findDriver(name: string): Driver {
  const driver = DRIVERS.find((one) => one.name === name);
  if (driver !== undefined) return driver;
  const known = DRIVERS.map((one) => one.name).join(', ');
  throw new GateError('driver-unknown', { driver: name, known });
}
