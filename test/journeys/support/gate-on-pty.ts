import { SILENT_LOGGER } from '#core/ports/logger.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { gatewayConfig } from '#gateway/config.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { startGateway, type Gateway } from '#gateway/gateway.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import type { CheckpointLine } from './checkpoint-lines.js';
import { CheckpointOnPty } from './checkpoint-on-pty.js';
import { eventually } from './eventually.js';

export interface GateOnPty {
  readonly gateway: Gateway;
  readonly checkpoint: CheckpointOnPty;
  /** Somebody is scanned and measured, once the gateway hears its checkpoint. */
  show(...lines: CheckpointLine[]): Promise<void>;
  stop(): Promise<void>;
}

interface GateSettings {
  readonly gate: string;
  readonly password: string;
  readonly address: string;
  readonly folder: string;
  /** Lamps and buzzers of the lane, as in a configuration file. */
  readonly outputs?: readonly { readonly driver: string; readonly path: string }[];
}

/** A silent device is opened anew after half a minute. */
const PATIENCE = 60_000;

/** A real gateway with one lane out, whose checkpoint is a pseudo-terminal in the hands of the test. */
export async function startGateOnPty(settings: GateSettings): Promise<GateOnPty> {
  const checkpoint = await CheckpointOnPty.open(settings.gate);
  const device = { driver: 'checkpoint-line', path: checkpoint.path };
  const config = gatewayConfig(
    {
      gate: settings.gate,
      central: { address: settings.address, password: settings.password },
      journal: `${settings.folder}/${settings.gate}.journal.sqlite`,
      lanes: [
        { id: 'a', direction: 'out', thermometer: device, reader: device, outputs: settings.outputs ?? [] },
      ],
      clock: 'synced',
    },
    'test gate',
  );
  const tools = { clock: systemClock, entropy: systemEntropy, logger: SILENT_LOGGER };
  const gateway = await startGateway(config, { ...tools, serial: nodeSerialOpener, drivers: DRIVERS });
  const heard = (): Promise<true> =>
    eventually(async () => ((await isHeard(gateway)) ? true : null), 'the checkpoint', PATIENCE);
  await heard();
  return {
    gateway,
    checkpoint,
    show: async (...lines) => {
      await heard();
      checkpoint.say(...lines);
    },
    stop: async () => {
      await gateway.stop();
      await checkpoint.close();
    },
  };
}

/** What a checkpoint says while its device is being opened is lost, as on a real cable. */
async function isHeard(gateway: Gateway): Promise<boolean> {
  const { devices } = await gateway.health();
  return devices[0]?.state === 'up';
}
