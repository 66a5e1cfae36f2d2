import { readFile } from 'node:fs/promises';
import { GateError, messageOf } from '#core/errors/gate-error.js';
import { DEFAULT_LANE_TIMES, type LaneTimes } from '#core/lane/lane-state.js';
import type { SiteProfile } from '#core/measure/site-profile.js';
import { parseAddress, type Address } from '#core/units/address.js';
import { parseDuration } from '#core/units/duration.js';
import type { GateId, LaneId } from '#core/units/ids.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Direction } from '#core/wire/parts.js';
import type { DeviceConfig, GatewayConfig, LaneConfig } from './config.js';
import type { DeviceSetup } from './device/device-setup.js';
import type { DeviceRole, Driver } from './drivers/driver.js';
import { findOutput, type Output, type OutputSetup } from './drivers/outputs.js';

/** Every supported device; `DRIVERS` of `gateway/drivers/index.ts`, or fakes. */
export type DriverRegistry = readonly Driver[];

/** A gateway's configuration with everything looked up and read. */
export interface GatewaySettings {
  readonly gate: GateId;
  readonly central: Address;
  readonly password: string;
  readonly journal: string;
  readonly lanes: readonly LaneSettings[];
  /** How long the service may take before the gate decides itself. */
  readonly decisionDeadline: Milliseconds;
  readonly times: LaneTimes;
  readonly isClockSynced: boolean;
}

export interface LaneSettings {
  readonly lane: LaneId;
  readonly direction: Direction;
  readonly profile: SiteProfile;
  /** One for a checkpoint, else thermometer and reader. */
  readonly devices: readonly DeviceSetup[];
  /** Lamps and buzzers that show the lane's verdicts. */
  readonly outputs: readonly { readonly output: Output; readonly setup: OutputSetup }[];
}

const DECISION_DEADLINE = '400ms';

/**
 * @throws GateError `config-unreadable` for the password file, `driver-unknown`, `config-invalid` when a driver does not fit
 * or refuses its options.
 */
export async function settingsOf(config: GatewayConfig, drivers: DriverRegistry): Promise<GatewaySettings> {
  const { deadlines = {} } = config;
  const times = deadlines.pairing === undefined ? {} : { pairing: parseDuration(deadlines.pairing) };
  return {
    gate: config.gate,
    central: parseAddress(config.central.address, '"central.address"'),
    password: await passwordOf(config.central),
    journal: config.journal,
    lanes: config.lanes.map((lane) => laneSettings(lane, drivers)),
    decisionDeadline: parseDuration(deadlines.decision ?? DECISION_DEADLINE),
    times: { ...DEFAULT_LANE_TIMES, ...times },
    isClockSynced: config.clock === 'synced',
  };
}

async function passwordOf({ password, passwordFile }: GatewayConfig['central']): Promise<string> {
  if (passwordFile === undefined) return password ?? '';
  try {
    return (await readFile(passwordFile, 'utf8')).trim();
  } catch (cause) {
    throw new GateError('config-unreadable', { path: passwordFile, problem: messageOf(cause) }, { cause });
  }
}

function laneSettings(lane: LaneConfig, drivers: DriverRegistry): LaneSettings {
  const { thermometer, reader } = lane;
  const isOne = thermometer.path === reader.path;
  const devices = isOne
    ? [setup(lane, { config: { ...reader, ...thermometer }, role: 'checkpoint' }, drivers)]
    : [
        setup(lane, { config: thermometer, role: 'thermometer' }, drivers),
        setup(lane, { config: reader, role: 'reader' }, drivers),
      ];
  return {
    lane: lane.id,
    direction: lane.direction === 'switched' ? 'out' : lane.direction,
    profile: { site: thermometer.site, correctionC: thermometer.correctionC },
    devices,
    outputs: (lane.outputs ?? []).map(({ driver, path = '', options = {} }) => {
      return { output: findOutput(driver), setup: { path, options } };
    }),
  };
}

interface Wanted {
  readonly config: DeviceConfig;
  readonly role: DeviceRole;
}

function setup(lane: LaneConfig, { config, role }: Wanted, drivers: DriverRegistry): DeviceSetup {
  const driver = drivers.find(({ name }) => name === config.driver);
  if (driver === undefined) {
    const known = drivers.map(({ name }) => name).join(', ');
    throw new GateError('driver-unknown', { driver: config.driver, known });
  }
  if (driver.role !== role && driver.role !== 'checkpoint') {
    const problems = `driver ${driver.name} is a ${driver.role} and cannot be the ${role} of lane ${lane.id}`;
    throw new GateError('config-invalid', { path: `of lane ${lane.id}`, problems });
  }
  const { options = {} } = config;
  const line = { ...driver.line, ...config.line };
  // A trial run: a wrong option must stop the start, not the lane later.
  driver.createSession(options, line);
  return { lane: lane.id, role, driver, options, path: config.path, line };
}
