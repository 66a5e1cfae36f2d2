import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Logger } from '#core/ports/logger.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Celsius } from '#core/units/celsius.js';
import type { GateId, LaneId } from '#core/units/ids.js';
import { MINUTE } from '#core/units/instant.js';
import type { Direction } from '#core/wire/parts.js';
import type { SimulatedHousehold } from './people.js';
import { Scenario } from './scenario.js';
import { seededEntropy } from './seeded-entropy.js';
import { startDevice, type DeviceSetup, type SimulatedDevice } from './simulated-device.js';
import { SimulatedLane, type Presented } from './simulated-lane.js';

export type { Presented } from './simulated-lane.js';
export type { SimulatedHousehold } from './people.js';

/** A device of a lane: which one, and the link at which a gateway finds it. */
export interface LaneDevice {
  readonly driver: string;
  /** Path of a link that is made while the simulation runs. */
  readonly link: string;
  readonly baudRate?: number;
  readonly variant?: string;
}

export interface LaneConfig {
  readonly gate: GateId;
  readonly lane: LaneId;
  readonly direction: Direction;
  /** The same link as the reader's: one device that is both. */
  readonly thermometer: LaneDevice;
  readonly reader: LaneDevice;
}

export interface SimulationConfig {
  /** People a minute and gate. */
  readonly pace: number;
  readonly weather: { readonly ambientC: Celsius };
  readonly lanes: readonly LaneConfig[];
  readonly population: readonly SimulatedHousehold[];
}

export interface SimulationTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly logger: Logger;
}

export interface Simulation {
  /** The links that were made. */
  readonly paths: readonly string[];
  /** Everything presented so far, in order. */
  presented(): readonly Presented[];
  /** Nobody new walks up from now on. */
  stopPeople(): void;
  /** Resolves when everybody who is at a lane has finished presenting. */
  idle(): Promise<void>;
  /** Ends everything at once; resolves when no pseudo-terminal and no link is left. Safe to call twice. */
  stop(): Promise<void>;
  /** The device behind a link, to make something go wrong with it; null when there is none. */
  device(link: string): SimulatedDevice | null;
}

/**
 * Starts the devices of all lanes on pseudo-terminals and lets people walk up to them as soon as a gateway listens.
 * The seed of the story is drawn from the entropy.
 * @throws GateError `driver-unknown`, `config-invalid` when one link is to be two devices, `pty-failed`
 */
export async function startSimulation(config: SimulationConfig, tools: SimulationTools): Promise<Simulation> {
  const setups = deviceSetups(config);
  const noise = seededEntropy(seedFrom(tools.entropy));
  const story = seededEntropy(seedFrom(tools.entropy));
  const devices = await startDevices(setups, { clock: tools.clock, entropy: noise });
  const simulation = new RunningSimulation(config, { tools, devices, story });
  tools.logger.info({ links: [...devices.keys()], pace: config.pace }, 'simulated devices are ready');
  return simulation;
}

interface Parts {
  readonly tools: SimulationTools;
  readonly devices: ReadonlyMap<string, SimulatedDevice>;
  readonly story: Entropy;
}

class RunningSimulation implements Simulation {
  readonly #devices: ReadonlyMap<string, SimulatedDevice>;
  readonly #lanes: readonly SimulatedLane[];
  readonly #presented: Presented[] = [];

  constructor(config: SimulationConfig, { tools, devices, story }: Parts) {
    this.#devices = devices;
    const scenario = new Scenario(config.population, story);
    const record = this.#recorder(tools.logger);
    this.#lanes = config.lanes.flatMap((lane) => {
      const [thermometer, reader] = [devices.get(lane.thermometer.link), devices.get(lane.reader.link)];
      if (thermometer === undefined || reader === undefined) return [];
      const lanesOfGate = config.lanes.filter(({ gate }) => gate === lane.gate).length;
      const interval = (MINUTE * lanesOfGate) / config.pace;
      const setup = { ...lane, thermometer, reader, interval, ambientC: config.weather.ambientC };
      return [new SimulatedLane(setup, { clock: tools.clock, entropy: story, scenario, record })];
    });
    for (const lane of this.#lanes) lane.start();
  }

  get paths(): readonly string[] {
    return [...this.#devices.keys()];
  }

  presented(): readonly Presented[] {
    return [...this.#presented];
  }

  stopPeople(): void {
    for (const lane of this.#lanes) lane.stopPeople();
  }

  async idle(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.idle()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#lanes.map((lane) => lane.stop()));
    await Promise.all([...this.#devices.values()].map((device) => device.unplug()));
  }

  device(link: string): SimulatedDevice | null {
    return this.#devices.get(link) ?? null;
  }

  #recorder(logger: Logger): (presented: Presented) => (bodyC: Celsius) => void {
    return (presented) => {
      const number = this.#presented.push(presented) - 1;
      const { gate, lane, story, bodyC } = presented;
      logger.debug({ gate, lane, story, bodyC }, 'somebody presents a pass');
      return (measured) => {
        this.#presented[number] = { ...presented, bodyC: measured };
      };
    };
  }
}

/** One setup for each link. */
function deviceSetups(config: SimulationConfig): ReadonlyMap<string, DeviceSetup> {
  const setups = new Map<string, DeviceSetup>();
  for (const lane of config.lanes) {
    for (const device of [lane.thermometer, lane.reader]) {
      const known = setups.get(device.link);
      if (known !== undefined && known.driver !== device.driver) throw twoAtOne(device.link);
      setups.set(device.link, { ambientC: config.weather.ambientC, ...known, ...device });
    }
  }
  return setups;
}

function twoAtOne(link: string): GateError {
  const problems = `${link} is the link of two different devices`;
  return new GateError('config-invalid', { path: 'of the simulation', problems });
}

/** Starts all or none. */
async function startDevices(
  setups: ReadonlyMap<string, DeviceSetup>,
  tools: { readonly clock: Clock; readonly entropy: Entropy },
): Promise<ReadonlyMap<string, SimulatedDevice>> {
  const devices = new Map<string, SimulatedDevice>();
  try {
    for (const [link, setup] of setups) devices.set(link, await startDevice(setup, tools));
  } catch (error) {
    await Promise.all([...devices.values()].map((device) => device.unplug()));
    throw error;
  }
  return devices;
}

function seedFrom(entropy: Entropy): number {
  return Math.floor(entropy.fraction() * 2 ** 32);
}
