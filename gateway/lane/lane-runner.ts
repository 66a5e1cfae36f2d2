import { nextWake, stepLane } from '#core/lane/lane-machine.js';
import { initialLane, type LaneInput, type LaneState, type LaneTimes } from '#core/lane/lane-state.js';
import type { CancelTimer } from '#core/ports/clock.js';
import type { LaneId } from '#core/units/ids.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Direction } from '#core/wire/parts.js';
import type { LaneLights } from './lane-lights.js';
import { laneScreen, type LaneScreen } from './lane-screen.js';
import { Presentations, type PresentationParts } from './presentations.js';

export interface LaneRunnerParts extends PresentationParts {
  readonly times: LaneTimes;
  readonly lights: LaneLights;
}

/** One lane at work: feeds inputs and timers into the pure lane machine and does what it asks. Its times are monotonic. */
export class LaneRunner {
  readonly lane: LaneId;
  readonly #parts: LaneRunnerParts;
  readonly #presentations: Presentations;
  #state: LaneState;
  #showingSince: Milliseconds;
  #discarded = 0;
  #isStopped = false;
  #cancelWake: CancelTimer = () => undefined;

  constructor(lane: LaneId, direction: Direction, parts: LaneRunnerParts) {
    this.lane = lane;
    const logger = parts.logger.child({ lane });
    this.#parts = { ...parts, logger };
    this.#state = initialLane(direction);
    this.#showingSince = parts.clock.monotonic();
    this.#presentations = new Presentations(lane, this.#parts, (presentation, verdict) => {
      this.handle({ kind: 'verdict', presentation, verdict, at: parts.clock.monotonic() });
    });
  }

  /** Scans and readings that led to no entry. */
  get discardedInputs(): number {
    return this.#discarded;
  }

  handle(input: LaneInput): void {
    if (this.#isStopped) return;
    const { state, outputs } = stepLane(this.#state, input, this.#parts.times);
    if (state.showing !== this.#state.showing) this.#showingSince = input.at;
    this.#parts.lights.follow(this.#state, state);
    this.#state = state;
    for (const output of outputs) {
      if (output.kind === 'present') {
        this.#presentations.begin(output.presentation);
      } else {
        this.#discarded += 1;
        this.#parts.logger.debug({ why: output.why }, `a ${output.what} led to no entry`);
      }
    }
    this.#arm();
  }

  /** True when the decision was for somebody at this lane. */
  decided(decision: Decision): boolean {
    return this.#presentations.decided(decision);
  }

  /** The link has come up. */
  linkUp(): void {
    this.#presentations.linkUp();
  }

  screen(): LaneScreen {
    const ageMs = this.#parts.clock.monotonic() - this.#showingSince;
    return laneScreen(this.lane, this.#state, { ageMs, decisionDeadline: this.#parts.decisionDeadline });
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelWake();
    this.#presentations.stop();
  }

  #arm(): void {
    const { clock, times } = this.#parts;
    this.#cancelWake();
    const wake = nextWake(this.#state, times);
    if (wake === null) return;
    this.#cancelWake = clock.after(Math.max(0, wake - clock.monotonic()), () => {
      this.handle({ kind: 'tick', at: clock.monotonic() });
    });
  }
}
