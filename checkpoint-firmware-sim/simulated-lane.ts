import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { Celsius } from '#core/units/celsius.js';
import type { GateId, LaneId } from '#core/units/ids.js';
import { SECOND, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import type { Direction } from '#core/wire/parts.js';
import { Pauses } from './pauses.js';
import { sightOf } from './people.js';
import type { Scenario } from './scenario.js';
import type { SimulatedDevice } from './simulated-device.js';
import type { Visit } from './visit.js';

/** One presentation at a lane, as it was made: what the ledger has to hold once, and only once. */
export interface Presented {
  readonly gate: GateId;
  readonly lane: LaneId;
  /** When the pass was shown. */
  readonly at: Instant;
  readonly credential: Credential;
  /** True body temperature in °C; null when the person was not measured. */
  readonly bodyC: Celsius | null;
  readonly story: string;
}

/** What people at a lane have to do with a device. */
export type AttendedDevice = Pick<SimulatedDevice, 'model' | 'isServed' | 'show' | 'present' | 'drained'>;

export interface LaneSetup {
  readonly gate: GateId;
  readonly lane: LaneId;
  readonly direction: Direction;
  readonly thermometer: AttendedDevice;
  readonly reader: AttendedDevice;
  readonly ambientC: Celsius;
  /** Mean time from one person to the next. */
  readonly interval: Milliseconds;
}

export interface LaneTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly scenario: Scenario;
  /** Takes the presentation down; the answer adds the temperature of somebody who is measured after all. */
  readonly record: (presented: Presented) => (bodyC: Celsius) => void;
}

/** A gateway that has just opened a port needs this long until its drivers have done their start-up. */
const WARM_UP: Milliseconds = 1.5 * SECOND;
const LOOK_AGAIN: Milliseconds = 200;
const BREATH: Milliseconds = 20;
/** Between scan and reading, and after both; shorter where people come faster. */
const GAP = { from: 200, to: 500, share: 0.2 } as const;
const REST = { longest: 2.5 * SECOND, share: 0.6 } as const;
/** A person asked to be measured again waits longer than the 3 s in which a gate takes the same code for a repeat. */
const BEFORE_RETAKE: Milliseconds = 4.5 * SECOND;
/** Longer than the 15 s a gate waits for the reading of somebody who is not measured. */
const PAIRING: Milliseconds = 16 * SECOND;
/** Until then the gate still waits for that reading. */
const LATE: Milliseconds = 14 * SECOND;
/** Who was not measured and is called back has this temperature. */
const CALLED_BACK_C: Celsius = 36.6;

/** One lane with its devices and the people who walk up to it, one at a time. */
export class SimulatedLane {
  readonly #setup: LaneSetup;
  readonly #tools: LaneTools;
  readonly #walking: Pauses;
  readonly #acting: Pauses;
  #again: { readonly visit: Visit; readonly at: Milliseconds }[] = [];
  #visiting: Promise<void> = Promise.resolve();
  #running: Promise<void> = Promise.resolve();
  #isWarm = false;

  constructor(setup: LaneSetup, tools: LaneTools) {
    this.#setup = setup;
    this.#tools = tools;
    this.#walking = new Pauses(tools.clock);
    this.#acting = new Pauses(tools.clock);
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Nobody new walks up; who was not measured is called back, so that nothing is left to wait for. */
  stopPeople(): void {
    this.#walking.callOff();
  }

  /** Resolves when nobody is in the middle of presenting. */
  idle(): Promise<void> {
    return this.#visiting;
  }

  /** Ends at once whatever is under way. */
  async stop(): Promise<void> {
    this.#walking.callOff();
    this.#acting.callOff();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock, entropy, scenario } = this.#tools;
    const { interval, direction, reader, ambientC } = this.#setup;
    const scene = { direction, reads: reader.model.reads, ambientC };
    await this.#walking.wait(interval * entropy.fraction() * 0.5);
    for (;;) {
      await this.#served();
      if (this.#walking.isOver) return;
      const start = clock.monotonic();
      const visit = this.#due(start) ?? scenario.next(scene, clock.now());
      if (visit !== null) {
        this.#visiting = this.#perform(visit);
        await this.#visiting;
        await this.#walking.wait(Math.min(REST.longest, REST.share * interval));
      }
      const next = start + interval * (0.85 + 0.3 * entropy.fraction());
      await this.#walking.wait(Math.max(BREATH, next - clock.monotonic()));
    }
  }

  /** Waits until a gateway listens to both devices, and some time more when it has only just begun to. */
  async #served(): Promise<void> {
    const { thermometer, reader } = this.#setup;
    while (!this.#walking.isOver) {
      const isServed = thermometer.isServed && reader.isServed;
      if (isServed && this.#isWarm) return;
      this.#isWarm = isServed;
      await this.#walking.wait(isServed ? WARM_UP : LOOK_AGAIN);
    }
  }

  #due(now: Milliseconds): Visit | null {
    const due = this.#again.find(({ at }) => at <= now);
    this.#again = this.#again.filter((one) => one !== due);
    return due?.visit ?? null;
  }

  async #perform(visit: Visit): Promise<void> {
    const { clock, entropy, scenario } = this.#tools;
    const gap = Math.min(
      GAP.from + (GAP.to - GAP.from) * entropy.fraction(),
      GAP.share * this.#setup.interval,
    );
    if (visit.sight === null) await this.#forgetMeasuring(visit);
    else if (entropy.fraction() < 0.5) await this.#scanFirst(visit, gap);
    else await this.#readingFirst(visit, gap);
    scenario.ended(visit, clock.now());
    if (visit.again !== null) this.#again.push({ visit: visit.again, at: clock.monotonic() + BEFORE_RETAKE });
  }

  async #scanFirst(visit: Visit, gap: Milliseconds): Promise<void> {
    await this.#scan(visit);
    await this.#acting.wait(gap);
    await this.#measure(visit.sight);
  }

  async #readingFirst(visit: Visit, gap: Milliseconds): Promise<void> {
    const measuring = this.#measure(visit.sight);
    await this.#acting.wait(gap);
    await this.#scan(visit);
    await measuring;
  }

  async #forgetMeasuring(visit: Visit): Promise<void> {
    const start = this.#tools.clock.monotonic();
    const addBody = await this.#scan(visit);
    await this.#walking.wait(PAIRING);
    if (this.#acting.isOver || this.#tools.clock.monotonic() - start > LATE) return;
    addBody(CALLED_BACK_C);
    await this.#measure(sightOf(CALLED_BACK_C, this.#setup.ambientC));
  }

  async #scan(visit: Visit): Promise<(bodyC: Celsius) => void> {
    const { gate, lane, reader } = this.#setup;
    const { credential, story } = visit;
    const at = this.#tools.clock.now();
    const addBody = this.#tools.record({
      gate,
      lane,
      at,
      credential,
      bodyC: visit.sight?.bodyC ?? null,
      story,
    });
    reader.present(credential);
    await reader.drained();
    return addBody;
  }

  async #measure(sight: Visit['sight']): Promise<void> {
    const { thermometer } = this.#setup;
    thermometer.show(sight);
    await this.#acting.wait(thermometer.model.measuring);
    thermometer.show(null);
    await thermometer.drained();
  }
}
