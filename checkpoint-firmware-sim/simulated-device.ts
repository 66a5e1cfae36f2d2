import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Celsius } from '#core/units/celsius.js';
import type { Credential } from '#core/wire/entry.js';
import type { Device, DeviceModel, DeviceWorld, Sight } from './devices/device.js';
import { deviceModel } from './devices/index.js';
import { FaultBench, type Fault } from './faults.js';
import { SimulatedLine } from './simulated-line.js';

export interface DeviceSetup {
  readonly driver: string;
  /** Path of the link a client opens; null: only the path of the pseudo-terminal. */
  readonly link: string | null;
  readonly baudRate?: number;
  readonly variant?: string;
  /** The air around the device in °C; 21.3 if absent. */
  readonly ambientC?: Celsius;
}

export interface DeviceTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
}

const ROOM_C: Celsius = 21.3;

/**
 * One device on its line, with power, and with faults on demand.
 * @throws GateError `driver-unknown`, `pty-failed`
 */
export async function startDevice(setup: DeviceSetup, tools: DeviceTools): Promise<SimulatedDevice> {
  const simulated = new SimulatedDevice(setup, tools);
  await simulated.replug();
  return simulated;
}

/** A device with its line. Made by `startDevice`. */
export class SimulatedDevice {
  readonly model: DeviceModel;
  /** The device itself, for what only its kind can do. */
  readonly device: Device;
  readonly #line: SimulatedLine;
  readonly #faults: FaultBench;
  #cut: (() => void) | null = null;

  constructor(setup: DeviceSetup, tools: DeviceTools) {
    this.model = deviceModel(setup.driver);
    this.#faults = new FaultBench(tools);
    const baudRate = setup.baudRate ?? this.model.baudRates[0];
    this.#line = new SimulatedLine({
      clock: tools.clock,
      device: `${setup.driver} at ${setup.link ?? 'no link'}`,
      link: setup.link,
      baudRate,
      onHostBytes: (bytes) => this.device.received(bytes),
    });
    const world: DeviceWorld = {
      ...tools,
      ambientC: () => this.#faults.ambientC(setup.ambientC ?? ROOM_C),
      send: (frame) => this.#send(frame),
      setBaudRate: (rate) => (this.#line.baudRate = rate),
    };
    this.device = this.model.create(world, { baudRate, variant: setup.variant ?? this.model.variants[0] });
  }

  /** What a client opens; null while unplugged. */
  get path(): string | null {
    return this.#line.path;
  }

  /** Whether a client has opened the line and set the speed of the device. */
  get isServed(): boolean {
    return this.#line.isServed;
  }

  get baudRate(): number {
    return this.#line.baudRate;
  }

  /** Somebody steps in front of the thermometer, or away (null). */
  show(sight: Sight | null): void {
    this.device.show(this.#faults.seen(sight));
  }

  /** Somebody presents a pass to the reader. */
  present(credential: Credential): void {
    this.device.present(credential);
  }

  /** The reader gives a card that nobody holds, if it is of a kind that does. */
  ghost(): void {
    this.device.ghost?.();
  }

  /** Makes something go wrong from the next frame or person on; see `Fault`. */
  inject(fault: Fault, times?: number): void {
    this.#faults.inject(fault, times);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  /** Resolves when everything the device has said so far has left. */
  drained(): Promise<void> {
    return this.#line.drained();
  }

  /** Pulls the cable, which carries the power too. */
  async unplug(): Promise<void> {
    this.#cut?.();
    this.#cut = null;
    this.device.powerOff();
    await this.#line.unplug();
  }

  /** Pulls the cable when half of the next frame has left; resolves when that has happened. */
  async unplugInMidFrame(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#cut = resolve;
    });
    await this.unplug();
  }

  /**
   * Plugs the cable in, under another path if a link is given. Does nothing while it is plugged in.
   * @throws GateError `pty-failed`
   */
  async replug(link?: string): Promise<void> {
    if (this.#line.path !== null) return;
    await this.#line.plug(link);
    this.device.powerOn();
  }

  #send(frame: Uint8Array): void {
    const cut = this.#cut;
    if (cut === null) {
      this.#line.send(...this.#faults.spoil(frame));
      return;
    }
    this.#cut = null;
    const half = frame.subarray(0, Math.ceil(frame.length / 2));
    this.#line.send({ kind: 'bytes', bytes: half }, { kind: 'then', act: cut });
  }
}
