import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '#gateway/gateway.js';
import { seededEntropy } from '#sim/seeded-entropy.js';
import { startSimulation, type Simulation } from '#sim/simulation.js';
import { startCentral, type RunningCentral } from '../start-central.js';
import { startRealGateway } from '../start-real-gateway.js';
import type { Tools } from '../tools.js';
import { demoGatewayConfig } from './demo-gateway-config.js';
import { demoLanes, type SimulatedLane } from './demo-lanes.js';
import type { DemoOptions } from './demo-options.js';
import type { DemoRegister } from './population.js';
import { demoRegister } from './register-file.js';
import { settleDemo } from './settle-demo.js';
import type { Summary } from './tally.js';

export interface RunningDemo {
  readonly url: string;
  readonly mqtt: string;
  /** One-time password of the administrator; null when the data folder already has one. */
  readonly password: string | null;
  /** Lets the last people finish and compares what was presented with the ledger. */
  settle(): Promise<Summary>;
  stop(): Promise<void>;
}

type StartOptions = DemoOptions & { readonly dataDir: string };

/** Ambient temperature of the demo's tents in °C: inside every sensor's range. */
const MILD_DAY = 21;

/** Starts service, simulated devices and gateways in this order; what has started is stopped again when one fails. */
export async function startDemo(options: StartOptions, tools: Tools): Promise<RunningDemo> {
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  try {
    const central = await startCentral(options, tools);
    started.push(central);
    const register = await demoRegister(central.service.central, options.dataDir, options.gates);
    const lanes = await simulatedLanes(register, options.dataDir);
    const simulation = await startDevices({ register, lanes, options, tools });
    started.push(simulation);
    const gateways = await startGateways({ register, lanes, options, tools, central });
    started.push({ stop: () => stopAll(gateways) });
    const startedAt = tools.clock.now();
    return {
      url: central.url,
      mqtt: `${central.service.mqtt.host}:${central.service.mqtt.port}`,
      password: central.firstPassword,
      settle: () =>
        settleDemo({ simulation, gateways, central: central.service.central, clock: tools.clock, startedAt }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function simulatedLanes(register: DemoRegister, dataDir: string): Promise<SimulatedLane[]> {
  const folder = join(dataDir, 'devices');
  await mkdir(folder, { recursive: true });
  return register.gates.flatMap((gate, index) => demoLanes(gate.id, index, folder));
}

interface Setting {
  readonly register: DemoRegister;
  readonly lanes: readonly SimulatedLane[];
  readonly options: StartOptions;
  readonly tools: Tools;
}

function startDevices({ register, lanes, options, tools }: Setting): Promise<Simulation> {
  const config = {
    pace: options.pace,
    weather: { ambientC: MILD_DAY },
    lanes,
    population: register.population,
  };
  return startSimulation(config, { ...tools, entropy: seededEntropy(options.seed) });
}

async function startGateways(setting: Setting & { readonly central: RunningCentral }): Promise<Gateway[]> {
  const { register, options, tools, lanes, central } = setting;
  const folder = join(options.dataDir, 'gates');
  await mkdir(folder, { recursive: true });
  const address = `${central.service.mqtt.host}:${central.service.mqtt.port}`;
  return Promise.all(
    register.gates.map(({ id, password }) => {
      const own = lanes.filter((lane) => lane.gate === id);
      const config = demoGatewayConfig({ gate: id, password, address, folder, lanes: own });
      return startRealGateway(config, tools);
    }),
  );
}

async function stopAll(gateways: readonly Gateway[]): Promise<void> {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
}
