import { GateError } from '#core/errors/gate-error.js';
import { aaa5BodyModel } from './aaa5-body.js';
import { checkpointLineModel } from './checkpoint-line.js';
import { cjmcu90614Model } from './cjmcu-90614.js';
import { de2120Model } from './de2120.js';
import type { DeviceModel } from './device.js';
import { gm65Model } from './gm65.js';
import { gy614v3Model } from './gy-614v3.js';
import { gyMcu9061xModel } from './gy-mcu9061x.js';
import { idc50Model } from './idc-50.js';
import { lineScannerModel } from './line-scanner.js';
import { rdm6300Model } from './rdm6300.js';
import { relayLightModel } from './relay-light.js';
import { sdtIdcardModel } from './sdt-idcard.js';

/** Every device that can be simulated. A new one is one file and one line here. */
export const DEVICE_MODELS: readonly DeviceModel[] = [
  checkpointLineModel,
  gyMcu9061xModel,
  gy614v3Model,
  cjmcu90614Model,
  aaa5BodyModel,
  idc50Model,
  gm65Model,
  de2120Model,
  lineScannerModel,
  rdm6300Model,
  sdtIdcardModel,
  relayLightModel,
];

/** @throws GateError `driver-unknown` when no device goes by that name. */
export function deviceModel(driver: string): DeviceModel {
  const model = DEVICE_MODELS.find(({ name }) => name === driver);
  if (model !== undefined) return model;
  const known = DEVICE_MODELS.map(({ name }) => name).join(', ');
  throw new GateError('driver-unknown', { driver, known });
}
