import { dirname, resolve } from 'node:path';
import Type from 'typebox';
import { configFault, configObject, loadConfig } from '#core/bindings/load-config.js';
import { CredentialSchema } from '#core/wire/entry.js';
import { DirectionSchema, GateIdSchema, HouseholdIdSchema, LaneIdSchema } from '#core/wire/parts.js';
import { DEVICE_MODELS } from './devices/index.js';
import type { LaneConfig, LaneDevice, SimulatedHousehold, SimulationConfig } from './simulation.js';

const DeviceSchema = configObject({
  driver: Type.Enum(DEVICE_MODELS.map(({ name }) => name)),
  link: Type.String({ minLength: 1, maxLength: 255 }),
  baudRate: Type.Optional(Type.Integer({ minimum: 1200, maximum: 230_400 })),
  variant: Type.Optional(Type.String({ minLength: 1, maxLength: 32 })),
});

const LaneSchema = configObject({
  gate: GateIdSchema,
  lane: LaneIdSchema,
  direction: DirectionSchema,
  thermometer: DeviceSchema,
  reader: DeviceSchema,
});

const PopulationSchema = Type.Array(
  configObject({
    household: HouseholdIdSchema,
    credentials: Type.Array(CredentialSchema, { minItems: 1, maxItems: 16 }),
    kind: Type.Optional(Type.Enum(['purchase', 'work'])),
    elderly: Type.Optional(Type.Boolean()),
  }),
  { minItems: 1, maxItems: 100_000 },
);

/** The file of `gatehouse sim --config`. Paths in it start from the folder of the file. */
const SimulationFileSchema = configObject({
  pace: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 6_000 })),
  seed: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 32 - 1 })),
  weather: Type.Optional(configObject({ ambientC: Type.Number({ minimum: -60, maximum: 60 }) })),
  lanes: Type.Array(LaneSchema, { minItems: 1, maxItems: 64 }),
  population: Type.Optional(PopulationSchema),
  populationFile: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});
type SimulationFile = Type.Static<typeof SimulationFileSchema>;

/** People a minute and gate: a quiet gate. */
const DEFAULT_PACE = 6;
const DEFAULT_SEED = 1;
/** A mild day, at which a forehead of 36.5 °C shows 34.1. */
const DEFAULT_AMBIENT_C = 21.3;

/**
 * Reads the configuration of a simulation, with its population from the file itself or from the one it names.
 * @throws GateError `config-unreadable`, or `config-invalid` with every fault at once
 */
export async function loadSimulationConfig(
  path: string,
): Promise<SimulationConfig & { readonly seed: number }> {
  const file = await loadConfig(path, SimulationFileSchema);
  const problems = problemsOf(file);
  if (problems.length > 0) throw configFault(path, problems);
  const folder = dirname(path);
  return {
    pace: file.pace ?? DEFAULT_PACE,
    seed: file.seed ?? DEFAULT_SEED,
    weather: file.weather ?? { ambientC: DEFAULT_AMBIENT_C },
    lanes: file.lanes.map((lane) => laneIn(folder, lane)),
    population: await populationOf(file, folder),
  };
}

async function populationOf(file: SimulationFile, folder: string): Promise<SimulatedHousehold[]> {
  const people =
    file.populationFile === undefined
      ? (file.population ?? [])
      : await loadConfig(resolve(folder, file.populationFile), PopulationSchema);
  return people.map((household) => ({ kind: 'purchase', elderly: false, ...household }));
}

type FileLane = SimulationFile['lanes'][number];

function laneIn(folder: string, lane: FileLane): LaneConfig {
  const device = (one: FileLane['reader']): LaneDevice => ({ ...one, link: resolve(folder, one.link) });
  return { ...lane, thermometer: device(lane.thermometer), reader: device(lane.reader) };
}

/** What the schema cannot say. */
function problemsOf(file: SimulationFile): string[] {
  const { population, populationFile, lanes } = file;
  const both = population !== undefined && populationFile !== undefined;
  const neither = population === undefined && populationFile === undefined;
  const names = lanes.map(({ gate, lane }) => `${gate}/${lane}`);
  return [
    ...(both ? ['give "population" or "populationFile", not both'] : []),
    ...(neither ? ['"population" or "populationFile" is missing'] : []),
    ...names.filter((name, at) => names.indexOf(name) !== at).map((name) => `lane ${name} is there twice`),
    ...lanes.flatMap(deviceProblems),
    ...sharedLinks(lanes),
  ];
}

function deviceProblems(lane: FileLane, index: number): string[] {
  const problems: string[] = [];
  for (const [role, device] of [
    ['thermometer', lane.thermometer] as const,
    ['reader', lane.reader] as const,
  ]) {
    const place = `"lanes[${index}].${role}`;
    const model = DEVICE_MODELS.find(({ name }) => name === device.driver);
    if (model === undefined) continue;
    if (model.role !== role && model.role !== 'checkpoint') problems.push(`${place}.driver" is no ${role}`);
    if (device.baudRate !== undefined && !model.baudRates.includes(device.baudRate))
      problems.push(`${place}.baudRate" must be one of ${model.baudRates.join(', ')}`);
    if (device.variant !== undefined && !model.variants.includes(device.variant))
      problems.push(`${place}.variant" must be one of ${model.variants.join(', ')}`);
  }
  return problems;
}

function sharedLinks(lanes: readonly FileLane[]): string[] {
  const owners = new Map<string, string>();
  const problems: string[] = [];
  for (const { gate, lane, thermometer, reader } of lanes) {
    for (const { link, driver } of [thermometer, reader]) {
      const owner = `${gate}/${lane} ${driver}`;
      const known = owners.get(link) ?? owner;
      if (known !== owner) problems.push(`${link} is the link of both ${known} and ${owner}`);
      owners.set(link, known);
    }
  }
  return problems;
}
