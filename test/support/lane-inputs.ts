import type { LaneInput, LaneOutput, LanePresentation, LaneState, LaneTimes } from '#core/lane/lane-state.js';
import { DEFAULT_LANE_TIMES, initialLane } from '#core/lane/lane-state.js';
import { nextWake, stepLane } from '#core/lane/lane-machine.js';
import type { Credential, Reading } from '#core/wire/entry.js';

export function card(value: string): Credential {
  return { kind: 'card', value };
}

/** A normal reading; its device names whose it is. */
export function readingOf(person: string, at: number): Reading {
  return {
    bodyC: 36.5,
    objectC: 34.1,
    ambientC: 21.3,
    correctionC: 2.4,
    site: 'forehead',
    device: person,
    method: 'infrared',
    at,
  };
}

export const scan = (person: string, at: number): LaneInput => ({
  kind: 'scan',
  credential: card(person),
  at,
});
export const reading = (person: string, at: number): LaneInput => ({
  kind: 'reading',
  reading: readingOf(person, at),
  at,
});

/** A lane that is fed by hand, with every output kept. */
export class DrivenLane {
  state: LaneState = initialLane('out');
  readonly outputs: LaneOutput[] = [];
  readonly #times: LaneTimes;

  constructor(times: LaneTimes = DEFAULT_LANE_TIMES) {
    this.#times = times;
  }

  feed(...inputs: readonly LaneInput[]): this {
    for (const input of inputs) {
      const step = stepLane(this.state, input, this.#times);
      this.state = step.state;
      this.outputs.push(...step.outputs);
    }
    return this;
  }

  /** Sends the ticks the lane asks for until it waits for people only. */
  rest(): this {
    for (
      let wake = nextWake(this.state, this.#times);
      wake !== null;
      wake = nextWake(this.state, this.#times)
    )
      this.feed({ kind: 'tick', at: wake });
    return this;
  }

  get presented(): LanePresentation[] {
    return this.outputs.flatMap((output) => (output.kind === 'present' ? [output.presentation] : []));
  }

  get discarded(): string[] {
    return this.outputs.flatMap((output) =>
      output.kind === 'discarded' ? [`${output.what} ${output.why}`] : [],
    );
  }

  /** `credential+reading` of each presentation, `?` where the lane asked for a retake. */
  get pairs(): string[] {
    return this.presented.map(
      ({ credential, reading: measured, local }) =>
        `${credential.value}+${measured?.device ?? 'none'}${local === null ? '' : '?'}`,
    );
  }
}
