import { MINUTE, type Instant } from '#core/units/instant.js';
import type { Entry, Reading } from '#core/wire/entry.js';

/** How far a synchronised gate clock may run ahead before its time is no longer believed. */
const AHEAD_LIMIT = 5 * MINUTE;

export interface EntryTime {
  /** When the entry happened, by a clock that can be trusted. */
  readonly at: Instant;
  /** The reading on the same clock. */
  readonly reading: Reading | null;
}

/**
 * The trusted time of an entry (DESIGN section 3, Clock): the gate's own when it is synchronised, else the time of receipt.
 * A gate that claims a time ahead of the service is not synchronised, whatever it says: nothing comes from the future.
 * The reading moves along, so that its age stays what the gate measured. The ledger keeps both times.
 */
export function entryTime(entry: Pick<Entry, 'at' | 'clock' | 'reading'>, receivedAt: Instant): EntryTime {
  if (entry.clock === 'synced' && entry.at <= receivedAt + AHEAD_LIMIT) {
    return { at: entry.at, reading: entry.reading };
  }
  const shift = receivedAt - entry.at;
  const { reading } = entry;
  return { at: receivedAt, reading: reading === null ? null : { ...reading, at: reading.at + shift } };
}
