import type { LaneState } from '#core/lane/lane-state.js';
import type { Verdict } from '#core/wire/parts.js';

/** The part of a light that a lane uses. */
export interface VerdictLight {
  start(): void;
  show(verdict: Verdict): void;
  acknowledge(): void;
  stop(): Promise<void>;
}

/**
 * Shows what a lane shows on its lamps and buzzers: live verdicts only, because the lane machine never shows those of
 * replayed entries.
 */
export class LaneLights {
  readonly #lights: readonly VerdictLight[];

  constructor(lights: readonly VerdictLight[]) {
    this.#lights = lights;
  }

  start(): void {
    for (const light of this.#lights) light.start();
  }

  /** Tells the lights what is new on the lane. */
  follow(before: LaneState, after: LaneState): void {
    if (before.held.length > 0 && after.held.length === 0) {
      for (const light of this.#lights) light.acknowledge();
    }
    const verdict = newVerdict(before, after);
    if (verdict === null) return;
    for (const light of this.#lights) light.show(verdict);
  }

  /** Everything dark, for good. */
  async stop(): Promise<void> {
    await Promise.all(this.#lights.map((light) => light.stop()));
  }
}

/** A verdict that has just come up; a fever of somebody who is no longer in front still sounds. */
function newVerdict(before: LaneState, after: LaneState): Verdict | null {
  if (after.showing !== before.showing && after.showing.kind === 'shown')
    return after.showing.verdict.verdict;
  return after.held === before.held ? null : (after.held.at(-1)?.verdict ?? null);
}
