import type { Reason } from '#core/rules/reasons.js';
import { verdictOf } from '#core/rules/reasons.js';
import type { Instant, Milliseconds } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';
import type {
  LaneInput,
  LanePresentation,
  LaneState,
  LaneStep,
  LaneTimes,
  ShownVerdict,
} from './lane-state.js';

type Asked = Omit<LanePresentation, 'number' | 'direction'>;

/** Numbers the presentation and shows that it is being decided; what the lane decided itself is shown at once. */
export function present(state: LaneState, asked: Asked): LaneStep {
  const number = state.presentations + 1;
  const presentation: LanePresentation = { ...asked, number, direction: state.direction };
  return {
    state: {
      ...state,
      presentations: number,
      showing: { kind: 'deciding', presentation: number, since: asked.at },
    },
    outputs: [{ kind: 'present', presentation }],
  };
}

/** Shows a verdict if it is for the newest presentation; fever and fault are held whoever they are for. */
export function showVerdict(
  state: LaneState,
  input: Extract<LaneInput, { kind: 'verdict' }>,
  times: LaneTimes,
): LaneState {
  const { verdict, presentation, at } = input;
  const held = isHeld(verdict) ? [...state.held, verdict].slice(-MAX_HELD) : state.held;
  if (presentation !== state.presentations) return { ...state, held };
  const until = at + shownFor(verdict.verdict, times);
  return { ...state, held, showing: { kind: 'shown', presentation, verdict, until } };
}

/** Enough for every lane; more unacknowledged faults than this say nothing new. */
const MAX_HELD = 8;

export function expireShowing(state: LaneState, at: Instant): LaneState {
  const { showing } = state;
  return showing.kind === 'shown' && at >= showing.until ? { ...state, showing: { kind: 'ready' } } : state;
}

/** The verdict a reason alone speaks for. */
export function plainVerdict(reason: Reason): ShownVerdict {
  return { verdict: verdictOf(reason), reason, nextAt: null, household: null };
}

function isHeld(shown: ShownVerdict): boolean {
  return shown.verdict === 'fever' || shown.verdict === 'fault';
}

function shownFor(verdict: Verdict, times: LaneTimes): Milliseconds {
  if (verdict === 'allow') return times.showAllow;
  return verdict === 'deny' ? times.showDeny : times.showOther;
}
