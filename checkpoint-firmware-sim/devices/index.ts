import { GateError } from '#core/errors/gate-error.js';
import { checkpointLineModel } from './checkpoint-line.js';
import type { DeviceModel } from './device.js';
import { gyMcu9061xModel } from './gy-mcu9061x.js';

/** Every device that can be simulated. A new one is one file and one line here. */
export const DEVICE_MODELS: readonly DeviceModel[] = [checkpointLineModel, gyMcu9061xModel];

/** @throws GateError `driver-unknown` when no device goes by that name. */
export function deviceModel(driver: string): DeviceModel {
  const model = DEVICE_MODELS.find(({ name }) => name === driver);
  if (model !== undefined) return model;
  const known = DEVICE_MODELS.map(({ name }) => name).join(', ');
  throw new GateError('driver-unknown', { driver, known });
}
