import { GateError } from '#core/errors/gate-error.js';
import type { DriverOptions } from './driver.js';
import { LED_FOLDER, LedLight } from './led-light.js';
import { RelayLight, type RelayTools } from './relay-light.js';
import type { SwitchBoard } from './switch-board.js';

/** One output of a lane as its configuration says; `path` is the serial port, unused by pins of the machine itself. */
export interface OutputSetup {
  readonly path: string;
  readonly options: DriverOptions;
}

/** One supported output device, named in a lane's configuration as drivers are. */
export interface Output {
  readonly name: string;
  /** @throws GateError `config-invalid` when an option is unknown or wrong. */
  createBoard(setup: OutputSetup, tools: RelayTools): SwitchBoard;
}

/** Every supported output; `docs/add-a-device.md` has a row for each. */
export const OUTPUTS: readonly Output[] = [
  { name: 'relay-light', createBoard: (setup, tools) => new RelayLight(setup, tools) },
  {
    name: 'led-light',
    createBoard: ({ options }, { logger }) => new LedLight({ folder: LED_FOLDER, options }, logger),
  },
];

/** @throws GateError `driver-unknown` that names the known outputs. */
export function findOutput(name: string): Output {
  const output = OUTPUTS.find((one) => one.name === name);
  if (output !== undefined) return output;
  throw new GateError('driver-unknown', { driver: name, known: OUTPUTS.map((one) => one.name).join(', ') });
}
