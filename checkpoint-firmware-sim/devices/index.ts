import { GateError } from '#core/errors/gate-error.js';
import { aaa5BodyModel } from './aaa5-body.js';
import { checkpointLineModel } from './checkpoint-line.js';
import { cjmcu90614Model } from './cjmcu-90614.js';
import type { DeviceModel } from './device.js';
import { gy614v3Model } from './gy-614v3.js';
import { gyMcu9061xModel } from './gy-mcu9061x.js';
import { idc50Model } from './idc-50.js';

/** Every device that can be simulated. A new one is one file and one line here. */
export const DEVICE_MODELS: readonly DeviceModel[] = [
  checkpointLineModel,
  gyMcu9061xModel,
  gy614v3Model,
  cjmcu90614Model,
  aaa5BodyModel,
  idc50Model,
];

/** @throws GateError `driver-unknown` when no device goes by that name. */
export function deviceModel(driver: string): DeviceModel {
  const model = DEVICE_MODELS.find(({ name }) => name === driver);
  if (model !== undefined) return model;
  const known = DEVICE_MODELS.map(({ name }) => name).join(', ');
  throw new GateError('driver-unknown', { driver, known });
}
