import type { LanePresentation } from '#core/lane/lane-state.js';
import type { LaneId } from '#core/units/ids.js';
import type { LocalDecision } from '#core/wire/entry.js';
import type { GateClock } from '../gate-clock.js';
import type { EntryDraft } from '../journal/journal.js';

/**
 * The entry of a presentation. The lane works on monotonic time, which no clock step can disturb; here its moments become
 * instants, entry and reading by the same clock, so that the age of a reading stays what it was.
 */
export function entryDraft(
  presentation: LanePresentation,
  { lane, local }: { readonly lane: LaneId; readonly local: LocalDecision | null },
  gateClock: GateClock,
): EntryDraft {
  const { at, direction, credential, reading, emergency } = presentation;
  return {
    at: gateClock.at(at),
    clock: gateClock.state,
    lane,
    direction,
    purpose: emergency === null ? null : 'emergency',
    ...(emergency === null ? {} : { emergency }),
    credential,
    reading: reading === null ? null : { ...reading, at: gateClock.at(reading.at) },
    local,
  };
}
