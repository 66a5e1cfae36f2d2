import type { GatewayConfig } from '#gateway/config.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { startGateway, type Gateway } from '#gateway/gateway.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import type { Tools } from './tools.js';

/** A gateway on this machine's serial ports, with every supported device. */
export function startRealGateway(config: GatewayConfig, tools: Tools): Promise<Gateway> {
  return startGateway(config, { ...tools, serial: nodeSerialOpener, drivers: DRIVERS });
}
