import type { Instant } from '#core/units/instant.js';
import type { Credential, Reading } from '#core/wire/entry.js';
import { collectReading, collectScan, expireCollecting } from './collecting.js';
import type { LaneInput, LaneState, LaneStep, LaneTimes } from './lane-state.js';
import { expireShowing, present, showVerdict } from './showing.js';

/**
 * The lane: a pure function from state and input to the next state and outputs. Time comes in with the inputs; the
 * caller sends a `tick` at `nextWake`.
 */
export function stepLane(state: LaneState, input: LaneInput, times: LaneTimes): LaneStep {
  const expired = expire(state, input.at, times);
  const next = handle(expired.state, input, times);
  return { state: next.state, outputs: [...expired.outputs, ...next.outputs] };
}

function handle(state: LaneState, input: LaneInput, times: LaneTimes): LaneStep {
  switch (input.kind) {
    case 'scan':
      return collectScan(state, input, times);
    case 'reading':
      return collectReading(state, input, times);
    case 'verdict':
      return { state: showVerdict(state, input, times), outputs: [] };
    case 'emergency':
      return presentEmergency(state, input);
    case 'acknowledge':
      return { state: { ...state, held: [], showing: { kind: 'ready' } }, outputs: [] };
    case 'turn':
      return { state: { ...state, direction: input.direction }, outputs: [] };
    case 'tick':
      return { state, outputs: [] };
  }
}

/** An emergency never waits for the other half: it takes what is there, and settles nothing for the people around it. */
function presentEmergency(state: LaneState, input: Extract<LaneInput, { kind: 'emergency' }>): LaneStep {
  const { collecting } = state;
  const credential: Credential =
    collecting.kind === 'scanned' ? collecting.credential : { kind: 'none', value: '' };
  const reading: Reading | null = collecting.kind === 'measured' ? collecting.reading : null;
  const next: LaneState =
    collecting.kind === 'unsettled' ? state : { ...state, collecting: { kind: 'idle' } };
  return present(next, { at: input.at, credential, reading, emergency: input.why, local: null });
}

function expire(state: LaneState, at: Instant, times: LaneTimes): LaneStep {
  const collected = expireCollecting(state, at, times);
  return { state: expireShowing(collected.state, at), outputs: collected.outputs };
}

/** When the lane next needs a `tick`; null while it waits for people only. */
export function nextWake(state: LaneState, times: LaneTimes): Instant | null {
  const wakes: Instant[] = [];
  const { collecting, showing } = state;
  if (collecting.kind === 'scanned' || collecting.kind === 'measured')
    wakes.push(collecting.at + times.pairing);
  if (collecting.kind === 'unsettled') wakes.push(collecting.until);
  if (showing.kind === 'shown') wakes.push(showing.until);
  return wakes.length === 0 ? null : Math.min(...wakes);
}
