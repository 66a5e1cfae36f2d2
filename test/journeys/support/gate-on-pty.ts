import { SILENT_LOGGER } from '#core/ports/logger.js';
import { systemClock } from '#core/bindings/system-clock.js';
import { systemEntropy } from '#core/bindings/system-entropy.js';
import { gatewayConfig } from '#gateway/config.js';
import { DRIVERS } from '#gateway/drivers/index.js';
import { startGateway, type Gateway } from '#gateway/gateway.js';
import { nodeSerialOpener } from '#gateway/serial/node-serial-opener.js';
import { openPty, UNSET_SPEED } from '#sim/pty.js';
import { eventually } from './eventually.js';

export interface GateOnPty {
  readonly gateway: Gateway;
  /** Bytes as if the checkpoint sent them. */
  send(...chunks: Uint8Array[]): void;
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

/** A real gateway with one lane out, whose checkpoint is a pseudo-terminal in the hands of the test. */
export async function startGateOnPty(settings: GateSettings): Promise<GateOnPty> {
  const pty = await openPty(settings.gate, () => undefined);
  const device = { driver: 'checkpoint-line', path: pty.path };
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
  const isOpened = async (): Promise<true | null> =>
    (await pty.clientSpeed()) === UNSET_SPEED ? null : true;
  await eventually(isOpened, 'the gateway to open its device');
  return {
    gateway,
    send: (...chunks) => {
      for (const chunk of chunks) pty.write(chunk);
    },
    stop: async () => {
      await gateway.stop();
      await pty.close();
    },
  };
}
