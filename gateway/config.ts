import { dirname, resolve } from 'node:path';
import Type from 'typebox';
import { checkConfig, configFault, configObject, loadConfig } from '#core/bindings/load-config.js';
import { messageOf } from '#core/errors/gate-error.js';
import { parseAddress } from '#core/units/address.js';
import { DirectionSchema, GateIdSchema, LaneIdSchema, SiteSchema } from '#core/wire/parts.js';

const Duration = Type.String({ pattern: '^\\d{1,9}(ms|s|m|h|d)$', description: 'such as 400ms or 15s' });

const LineSchema = configObject({
  baudRate: Type.Optional(Type.Integer({ minimum: 50, maximum: 4_000_000 })),
  dataBits: Type.Optional(Type.Enum([7, 8])),
  parity: Type.Optional(Type.Enum(['none', 'even', 'odd'])),
  stopBits: Type.Optional(Type.Enum([1, 2])),
});

const device = {
  driver: Type.String({ minLength: 1, maxLength: 64 }),
  path: Type.String({
    minLength: 1,
    maxLength: 255,
    description: 'by-id, by-path or a link that follows the device',
  }),
  line: Type.Optional(LineSchema),
  options: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
};

const ReaderSchema = configObject(device);
const ThermometerSchema = configObject({
  ...device,
  site: Type.Optional(SiteSchema),
  correctionC: Type.Optional(Type.Number({ minimum: -20, maximum: 20 })),
});

const OutputSchema = configObject({
  driver: device.driver,
  path: Type.Optional(device.path),
  options: device.options,
});

const LaneSchema = configObject({
  id: LaneIdSchema,
  direction: Type.Enum([...DirectionSchema.enum, 'switched'], {
    description: 'switched: the duty worker turns the lane; it starts as out',
  }),
  thermometer: ThermometerSchema,
  reader: ReaderSchema,
  outputs: Type.Optional(Type.Array(OutputSchema, { maxItems: 4, description: 'lamps and buzzers' })),
});

/** The configuration file of a gateway; `docs/operator.md` explains each key. */
export const GatewayConfigSchema = configObject({
  gate: GateIdSchema,
  central: configObject({
    address: Type.String({ description: 'HOST:PORT' }),
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 256 })),
    passwordFile: Type.Optional(Type.String({ minLength: 1 })),
  }),
  journal: Type.String({ minLength: 1, description: 'path of the journal file' }),
  lanes: Type.Array(LaneSchema, { minItems: 1, maxItems: 2 }),
  deadlines: Type.Optional(
    configObject({ decision: Type.Optional(Duration), pairing: Type.Optional(Duration) }),
  ),
  clock: Type.Optional(Type.Literal('synced', { description: 'NTP is trusted on this machine' })),
});
export type GatewayConfig = Type.Static<typeof GatewayConfigSchema>;
export type LaneConfig = GatewayConfig['lanes'][number];
export type DeviceConfig = LaneConfig['reader'];

/**
 * Reads a gateway's YAML file. Relative paths in it start from its own folder.
 * @throws GateError `config-unreadable`, `config-invalid` with every fault at once.
 */
export async function loadGatewayConfig(path: string): Promise<GatewayConfig> {
  const config = gatewayConfig(await loadConfig(path, GatewayConfigSchema), path);
  const folder = dirname(path);
  const { passwordFile } = config.central;
  return {
    ...config,
    journal: resolve(folder, config.journal),
    central: {
      ...config.central,
      ...(passwordFile === undefined ? {} : { passwordFile: resolve(folder, passwordFile) }),
    },
  };
}

/**
 * Checks a configuration that did not come from a file.
 * @param name what the configuration is called in the fault
 * @throws GateError `config-invalid` with every fault at once.
 */
export function gatewayConfig(value: unknown, name: string): GatewayConfig {
  const config = checkConfig(value, GatewayConfigSchema, name);
  const problems = [...centralProblems(config), ...laneProblems(config.lanes)];
  if (problems.length > 0) throw configFault(name, problems);
  return config;
}

function centralProblems({ central }: GatewayConfig): string[] {
  const { address, password, passwordFile } = central;
  const problems: string[] = [];
  try {
    parseAddress(address, '"central.address"');
  } catch (error) {
    problems.push(messageOf(error));
  }
  if ((password === undefined) === (passwordFile === undefined))
    problems.push('give either "central.password" or "central.passwordFile"');
  return problems;
}

function laneProblems(lanes: readonly LaneConfig[]): string[] {
  const problems: string[] = [];
  const users = new Map<string, string>();
  for (const [index, lane] of lanes.entries()) {
    if (lanes.findIndex(({ id }) => id === lane.id) !== index)
      problems.push(`there are two lanes "${lane.id}"`);
    for (const { path, driver } of [lane.thermometer, lane.reader]) {
      const user = `driver ${driver} of lane ${lane.id}`;
      const other = users.get(path);
      if (other !== undefined && other !== user) problems.push(`${path} is used by ${other} and by ${user}`);
      users.set(path, user);
    }
    problems.push(...sharedProblems(lane), ...outputProblems(lane));
  }
  return problems;
}

/** Only pins of the machine itself do without a port. */
function outputProblems({ id, outputs = [] }: LaneConfig): string[] {
  return outputs
    .filter(({ driver, path }) => driver === 'relay-light' && path === undefined)
    .map(({ driver }) => `output ${driver} of lane ${id} needs "path"`);
}

/** A checkpoint is one device under two keys: what is said of it twice must be the same. */
function sharedProblems({ id, thermometer, reader }: LaneConfig): string[] {
  if (thermometer.path !== reader.path) return [];
  const differ = (['line', 'options'] as const).filter((key) => {
    const [one, two] = [thermometer[key], reader[key]];
    return one !== undefined && two !== undefined && JSON.stringify(one) !== JSON.stringify(two);
  });
  return differ.map((key) => `thermometer and reader of lane ${id} are one device: give "${key}" once`);
}
