import type { Traffic } from './driver-job.js';

/** Which credential the next entry presents and which way it goes. */
export interface Step {
  credential: number;
  direction: 'out' | 'in';
}

/** How many households later the same one comes again: far more than are ever in flight. */
const LAG = 1_000;
/** Scatters neighbours over the register, so that no page of the database is luckier than another. */
const STRIDE = 7_368_787;

/** The order in which the households of a register come to the gates; the same in every run. */
export class TrafficPlan {
  readonly #traffic: Traffic;
  readonly #count: number;
  readonly #lag: number;
  readonly #step: Step = { credential: 0, direction: 'out' };

  /** @param count how many credentials there are */
  constructor(traffic: Traffic, count: number) {
    this.#traffic = traffic;
    this.#count = count;
    this.#lag = Math.min(LAG, Math.floor(count / 4));
  }

  /** The entry with this number, from 0; the object is the same each time. */
  at(number: number): Step {
    const traffic = this.#traffic;
    switch (traffic.kind) {
      case 'each-once':
        return this.#set(number % this.#count, 'in');
      case 'visits':
        return this.#visit(traffic.from + number, 3);
      case 'turns':
        return this.#visit(traffic.from + number, 2);
      case 'contended':
        return this.#set(this.#scattered(Math.floor(number / traffic.rivals)), 'out');
    }
  }

  /** Phase 0 goes out, phase 1 comes back, phase 2 tries to go out again. */
  #visit(number: number, phases: number): Step {
    const phase = number % phases;
    const household = Math.floor(number / phases) - phase * this.#lag;
    return this.#set(this.#scattered(household), phase === 1 ? 'in' : 'out');
  }

  #scattered(household: number): number {
    const whole = ((household % this.#count) + this.#count) % this.#count;
    return (whole * STRIDE) % this.#count;
  }

  #set(credential: number, direction: Step['direction']): Step {
    this.#step.credential = credential;
    this.#step.direction = direction;
    return this.#step;
  }
}
