import type { Collecting, LaneState, ShownVerdict } from '#core/lane/lane-state.js';
import type { LaneId } from '#core/units/ids.js';
import type { Milliseconds } from '#core/units/instant.js';
import type { Direction } from '#core/wire/parts.js';

/** What stands large on the duty screen. */
export type LaneShowing =
  | { readonly kind: 'ready' }
  /** `overdue`: the deadline has passed, so the worker is told that it cannot be checked yet. */
  | { readonly kind: 'deciding'; readonly presentation: number; readonly overdue: boolean }
  | { readonly kind: 'shown'; readonly presentation: number; readonly verdict: ShownVerdict };

/** A lane as the duty worker sees it: plain data. */
export interface LaneScreen {
  readonly lane: LaneId;
  readonly direction: Direction;
  readonly collecting: Collecting['kind'];
  readonly showing: LaneShowing;
  /** Fever and fault that nobody has acknowledged yet. */
  readonly held: readonly ShownVerdict[];
  /** How long `showing` has been as it is, in milliseconds. */
  readonly ageMs: Milliseconds;
}

interface ScreenTimes {
  readonly ageMs: Milliseconds;
  readonly decisionDeadline: Milliseconds;
}

export function laneScreen(lane: LaneId, state: LaneState, times: ScreenTimes): LaneScreen {
  const { direction, collecting, held } = state;
  return {
    lane,
    direction,
    collecting: collecting.kind,
    showing: showingOf(state, times),
    held,
    ageMs: Math.round(times.ageMs),
  };
}

function showingOf({ showing }: LaneState, { ageMs, decisionDeadline }: ScreenTimes): LaneShowing {
  switch (showing.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'deciding':
      return { kind: 'deciding', presentation: showing.presentation, overdue: ageMs >= decisionDeadline };
    case 'shown':
      return { kind: 'shown', presentation: showing.presentation, verdict: showing.verdict };
  }
}
