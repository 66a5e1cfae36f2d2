import { messageOf } from '#core/errors/gate-error.js';
import { every, type CancelTimer } from '#core/ports/clock.js';
import type { MessageLink } from '#core/ports/message-link.js';
import type { GateId } from '#core/units/ids.js';
import { SECOND } from '#core/units/instant.js';
import { VERSION } from '#core/version.js';
import { within } from '#core/within.js';
import type { Health } from '#core/wire/health.js';
import { DeviceRunner } from './device/device-runner.js';
import type { DeviceTools } from './device/device-setup.js';
import type { GateClock } from './gate-clock.js';
import type { Gateway } from './gateway.js';
import type { Journal } from './journal/journal.js';
import { SignalLight } from './drivers/signal-light.js';
import { LaneLights } from './lane/lane-lights.js';
import { LaneRunner } from './lane/lane-runner.js';
import type { LaneScreen } from './lane/lane-screen.js';
import { LaneSensors } from './lane/lane-sensors.js';
import { Recorder } from './lane/recorder.js';
import { MachineMeter } from './machine-health.js';
import type { GatewaySettings, LaneSettings } from './settings.js';
import { Uplink } from './uplink/uplink.js';

/** The two things a gate talks to that are not devices, and its time. */
export interface GateParts {
  readonly journal: Journal;
  readonly link: MessageLink;
  readonly gateClock: GateClock;
}

const HEALTH_EVERY = 10 * SECOND;

/** A port that does not close must not keep the gateway from stopping. */
const DEVICE_STOP = SECOND;

/** Puts a gate together and starts it. The journal is the gate's from now on: it is closed with it. */
export async function startGate(
  settings: GatewaySettings,
  tools: DeviceTools,
  parts: GateParts,
): Promise<Gateway> {
  const pending = await parts.journal.pending();
  const gate = new GateProcess(
    { settings, tools: { ...tools, logger: tools.logger.child({ gate: settings.gate }) }, parts },
    pending,
  );
  gate.start();
  return gate;
}

interface GateSetup {
  readonly settings: GatewaySettings;
  readonly tools: DeviceTools;
  readonly parts: GateParts;
}

class GateProcess implements Gateway {
  readonly gate: GateId;
  readonly #setup: GateSetup;
  readonly #recorder: Recorder;
  readonly #uplink: Uplink;
  readonly #lanes: LaneRunner[] = [];
  readonly #sensors: LaneSensors[] = [];
  readonly #devices: DeviceRunner[] = [];
  readonly #lights: LaneLights[] = [];
  readonly #machine: MachineMeter;
  #cancelHealth: CancelTimer = () => undefined;
  #stopped: Promise<void> | null = null;

  constructor(setup: GateSetup, pending: readonly number[]) {
    const { settings, tools, parts } = setup;
    this.#setup = setup;
    this.gate = settings.gate;
    this.#recorder = new Recorder({ ...tools, ...parts });
    this.#machine = new MachineMeter(tools.clock, settings.journal);
    this.#uplink = new Uplink({ ...tools, ...parts, gate: settings.gate }, pending, {
      onUp: () => this.#lanes.forEach((lane) => lane.linkUp()),
      onDecision: (decision) => this.#lanes.some((lane) => lane.decided(decision)),
    });
    for (const lane of settings.lanes) this.#addLane(lane);
  }

  start(): void {
    const { clock } = this.#setup.tools;
    this.#uplink.start();
    for (const lights of this.#lights) lights.start();
    for (const device of this.#devices) device.start();
    this.#cancelHealth = every(clock, HEALTH_EVERY, () => void this.#reportHealth());
  }

  screens(): readonly LaneScreen[] {
    return this.#lanes.map((lane) => lane.screen());
  }

  async backlog(): Promise<number> {
    const { count } = await this.#setup.parts.journal.backlog();
    return count + this.#recorder.unrecorded;
  }

  async health(): Promise<Health> {
    const { journal, gateClock } = this.#setup.parts;
    const { count, oldestAt } = await journal.backlog();
    return {
      at: gateClock.now(),
      version: VERSION,
      clock: gateClock.state,
      backlog: count + this.#recorder.unrecorded,
      oldestPendingAt: oldestAt,
      bookVersion: 0,
      bookAgeMs: null,
      ...(await this.#machine.look()),
      discardedInputs: this.#discardedInputs(),
      rejectedMessages: this.#uplink.rejectedMessages,
      devices: this.#devices.map((device) => device.health((at) => gateClock.at(at))),
    };
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#stop();
    return this.#stopped;
  }

  async #stop(): Promise<void> {
    const { tools, parts } = this.#setup;
    this.#cancelHealth();
    await within(Promise.allSettled(this.#devices.map((device) => device.stop())), DEVICE_STOP, tools.clock);
    for (const lane of this.#lanes) lane.stop();
    await within(Promise.allSettled(this.#lights.map((lights) => lights.stop())), DEVICE_STOP, tools.clock);
    await this.#recorder.stop();
    await this.#uplink.stop();
    await parts.journal.close();
  }

  #addLane({ lane, direction, profile, devices, outputs }: LaneSettings): void {
    const { settings, tools, parts } = this.#setup;
    const { times, decisionDeadline } = settings;
    const boards = outputs.map(({ output, setup }) => output.createBoard(setup, tools));
    const lights = new LaneLights(boards.map((board) => new SignalLight(board, tools.clock)));
    this.#lights.push(lights);
    const runner = new LaneRunner(lane, direction, {
      ...tools,
      ...parts,
      recorder: this.#recorder,
      uplink: this.#uplink,
      times,
      decisionDeadline,
      lights,
    });
    const sensors = new LaneSensors(profile, runner, tools.logger.child({ lane }));
    this.#lanes.push(runner);
    this.#sensors.push(sensors);
    for (const device of devices)
      this.#devices.push(new DeviceRunner(device, tools, sensors.listener(device)));
  }

  #discardedInputs(): number {
    const byLanes = this.#lanes.reduce((sum, lane) => sum + lane.discardedInputs, 0);
    return this.#sensors.reduce((sum, sensors) => sum + sensors.unusable, byLanes);
  }

  async #reportHealth(): Promise<void> {
    try {
      this.#uplink.report('health', JSON.stringify(await this.health()));
    } catch (error) {
      this.#setup.tools.logger.error({}, messageOf(error));
    }
  }
}
