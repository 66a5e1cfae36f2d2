import type { Logger } from '#core/ports/logger.js';
import { MINUTE, type Instant, type Milliseconds } from '#core/units/instant.js';
import type { DeviceHealth } from '#core/wire/health.js';
import type { DeviceEvent } from '#gateway/drivers/driver.js';
import type { DeviceSetup } from './device-setup.js';

type State = DeviceHealth['state'];

/** A trouble that was not repeated for this long is over, and the next one is worth a line again. */
const TROUBLE_LASTS = MINUTE;

/** Counts what a device says and tells each change of its state once, in words. Times are monotonic. */
export class DeviceMeter {
  readonly #setup: DeviceSetup;
  readonly #logger: Logger;
  readonly #counts = { frames: 0, badChecks: 0, skippedBytes: 0, timeouts: 0, reopens: 0 };
  #state: State = 'down';
  #problem: string | null = 'not yet opened';
  #trouble: { readonly problem: string; readonly at: Milliseconds } | null = null;
  #lastFrameAt: Milliseconds | null = null;

  constructor(setup: DeviceSetup, logger: Logger) {
    this.#setup = setup;
    this.#logger = logger;
  }

  get state(): State {
    return this.#state;
  }

  /** Whether the event is a valid frame, which shows that the device is alive. */
  count(event: DeviceEvent, at: Milliseconds): boolean {
    switch (event.kind) {
      case 'discarded':
        if (event.why === 'bad-check') this.#counts.badChecks += 1;
        else if (event.why === 'timeout') this.#counts.timeouts += 1;
        else this.#counts.skippedBytes += event.bytes;
        return false;
      case 'trouble':
        this.#tell(event.problem, at);
        return false;
      default:
        this.#counts.frames += 1;
        this.#lastFrameAt = at;
        return true;
    }
  }

  reopened(): void {
    this.#counts.reopens += 1;
  }

  up(): void {
    if (this.#state !== 'up') this.#logger.info({}, 'the device is connected');
    this.#state = 'up';
    this.#problem = null;
  }

  /** The device is away or does not speak; said once for each problem. */
  failed(state: 'down' | 'silent', problem: string): void {
    if (this.#problem !== problem) this.#logger.warn({}, problem);
    this.#state = state;
    this.#problem = problem;
  }

  /**
   * @param now monotonic time
   * @param instantAt turns a monotonic time into one people know
   */
  health(now: Milliseconds, instantAt: (at: Milliseconds) => Instant): DeviceHealth {
    const trouble =
      this.#trouble !== null && now - this.#trouble.at < TROUBLE_LASTS ? this.#trouble.problem : null;
    const { lane, role, driver, path } = this.#setup;
    return {
      lane,
      role,
      driver: driver.name,
      path: path.slice(-LONGEST_PATH),
      state: this.#state,
      problem: (this.#problem ?? trouble)?.slice(0, LONGEST_PROBLEM) ?? null,
      ...this.#counts,
      lastFrameAt: this.#lastFrameAt === null ? null : instantAt(this.#lastFrameAt),
    };
  }

  #tell(problem: string, at: Milliseconds): void {
    if (this.#trouble === null || at - this.#trouble.at >= TROUBLE_LASTS) this.#logger.warn({}, problem);
    this.#trouble = { problem, at };
  }
}

/** Limits of the health message. */
const LONGEST_PATH = 255;
const LONGEST_PROBLEM = 400;
