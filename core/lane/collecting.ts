import type { Instant } from '#core/units/instant.js';
import type { Credential } from '#core/wire/entry.js';
import type { DiscardReason, LaneInput, LaneOutput, LaneState, LaneStep, LaneTimes } from './lane-state.js';
import { present } from './showing.js';

type Scan = Extract<LaneInput, { kind: 'scan' }>;
type Measurement = Extract<LaneInput, { kind: 'reading' }>;

/** A scan meets the waiting reading, waits for one, or shows that two people are at the lane. */
export function collectScan(state: LaneState, scan: Scan, times: LaneTimes): LaneStep {
  const seen = remember(state, scan, times);
  if (isRepeat(state, scan, times)) return discard(seen, ['scan'], 'repeated');
  const { collecting } = seen;
  switch (collecting.kind) {
    case 'idle':
      return only({ ...seen, collecting: { kind: 'scanned', credential: scan.credential, at: scan.at } });
    case 'measured':
      return present(idle(seen), { ...asked(scan), reading: collecting.reading, local: null });
    case 'scanned':
      return bothAmbiguous(seen, { waiting: collecting.credential, scan, times });
    case 'unsettled':
      return ambiguous(unsettled(seen, scan.at, times), scan);
  }
}

/** A reading meets the waiting scan or waits for one; two readings in a row could belong to two people. */
export function collectReading(state: LaneState, measurement: Measurement, times: LaneTimes): LaneStep {
  const { collecting } = state;
  const { at, reading } = measurement;
  switch (collecting.kind) {
    case 'idle':
      return only({ ...state, collecting: { kind: 'measured', reading, at } });
    case 'scanned':
      return present(idle(state), {
        at,
        credential: collecting.credential,
        reading,
        emergency: null,
        local: null,
      });
    case 'measured':
      return discard(unsettled(state, at, times), ['reading', 'reading'], 'unsettled');
    case 'unsettled':
      return discard(unsettled(state, at, times), ['reading'], 'unsettled');
  }
}

/** A scan whose reading never came is still an entry; a reading whose scan never came is not. */
export function expireCollecting(state: LaneState, at: Instant, times: LaneTimes): LaneStep {
  const { collecting } = state;
  if (collecting.kind === 'unsettled') return only(at < collecting.until ? state : idle(state));
  if (collecting.kind === 'idle' || at < collecting.at + times.pairing) return only(state);
  if (collecting.kind === 'measured') return discard(idle(state), ['reading'], 'unpaired');
  const { credential } = collecting;
  return present(idle(state), { at, credential, reading: null, emergency: null, local: null });
}

function bothAmbiguous(
  state: LaneState,
  pair: { readonly waiting: Credential; readonly scan: Scan; readonly times: LaneTimes },
): LaneStep {
  const { waiting, scan, times } = pair;
  const first = ambiguous(unsettled(state, scan.at, times), { ...scan, credential: waiting });
  const second = ambiguous(first.state, scan);
  return { state: second.state, outputs: [...first.outputs, ...second.outputs] };
}

function ambiguous(state: LaneState, scan: Scan): LaneStep {
  return present(state, { ...asked(scan), reading: null, local: 'pair-ambiguous' });
}

function asked(scan: Scan): { at: Instant; credential: Credential; emergency: null } {
  return { at: scan.at, credential: scan.credential, emergency: null };
}

/** Two codes that are both held before the scanner come in turns, so more than the last one is remembered. */
function remember(state: LaneState, { credential, at }: Scan, times: LaneTimes): LaneState {
  const others = state.recentScans.filter(
    (recent) => at - recent.at < times.debounce && !isSame(recent.credential, credential),
  );
  return { ...state, recentScans: [...others, { credential, at }] };
}

function isRepeat(state: LaneState, { credential, at }: Scan, times: LaneTimes): boolean {
  const { collecting, recentScans } = state;
  if (collecting.kind === 'scanned' && isSame(collecting.credential, credential)) return true;
  return recentScans.some(
    (recent) => at - recent.at < times.debounce && isSame(recent.credential, credential),
  );
}

function isSame(a: Credential, b: Credential): boolean {
  return a.kind === b.kind && a.value === b.value;
}

function idle(state: LaneState): LaneState {
  return { ...state, collecting: { kind: 'idle' } };
}

function unsettled(state: LaneState, at: Instant, times: LaneTimes): LaneState {
  return { ...state, collecting: { kind: 'unsettled', until: at + times.settle } };
}

function only(state: LaneState): LaneStep {
  return { state, outputs: [] };
}

/** One output for each input that led to no entry. */
function discard(state: LaneState, what: readonly ('scan' | 'reading')[], why: DiscardReason): LaneStep {
  const outputs: LaneOutput[] = what.map((one) => ({ kind: 'discarded', what: one, why }));
  return { state, outputs };
}
