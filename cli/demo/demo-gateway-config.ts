import { join } from 'node:path';
import type { GateId } from '#core/units/ids.js';
import { gatewayConfig, type GatewayConfig } from '#gateway/config.js';
import type { SimulatedLane } from './demo-lanes.js';

interface DemoGateway {
  readonly gate: GateId;
  readonly password: string;
  readonly address: string;
  readonly folder: string;
  readonly lanes: readonly SimulatedLane[];
}

/** What the simulated module's skin reading of a forehead lacks to the body in a tent of about 20 °C. */
const FOREHEAD_CORRECTION = 2.4;

/** The configuration of one simulated gate, through the same checks as a configuration file. */
export function demoGatewayConfig(gateway: DemoGateway): GatewayConfig {
  const lanes = gateway.lanes.map(({ lane, direction, thermometer, reader }) => {
    const isSeparate = thermometer.link !== reader.link;
    return {
      id: lane,
      direction,
      thermometer: {
        driver: thermometer.driver,
        path: thermometer.link,
        ...(isSeparate ? { site: 'forehead', correctionC: FOREHEAD_CORRECTION } : {}),
      },
      reader: { driver: reader.driver, path: reader.link },
    };
  });
  const config = {
    gate: gateway.gate,
    central: { address: gateway.address, password: gateway.password },
    journal: join(gateway.folder, `${gateway.gate}.journal.sqlite`),
    lanes,
    clock: 'synced',
  };
  return gatewayConfig(config, `gate ${gateway.gate}`);
}
