import type { EntryRecord } from '#core/api/entries.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

/** Rows of the live feed that are kept; older ones are in the ledger. */
export const FEED_LIMIT = 200;

/** An entry that the gate decided and that arrived later than this was sent on after an outage. */
const LATE_ARRIVAL: Milliseconds = 10 * SECOND;

/** One row of the live feed. */
export interface FeedRow {
  readonly entry: EntryRecord;
  /** Sent on after an outage: shown hollow, since the person has long gone. */
  readonly replayed: boolean;
}

export function feedRow(entry: EntryRecord, replayed: boolean): FeedRow {
  const late = entry.decidedBy === 'gate' && entry.receivedAt - entry.at > LATE_ARRIVAL;
  return { entry, replayed: replayed || late };
}

/** Puts a row into its place by order of arrival, newest first; the same entry twice is one row. */
export function withRow(rows: readonly FeedRow[], row: FeedRow): readonly FeedRow[] {
  const place = rows.findIndex((other) => other.entry.id <= row.entry.id);
  if (place === -1) return rows.length >= FEED_LIMIT ? rows : [...rows, row];
  if (rows[place]?.entry.id === row.entry.id) return rows;
  return [...rows.slice(0, place), row, ...rows.slice(place, FEED_LIMIT - 1)];
}

export function rowsOf(entries: readonly EntryRecord[]): readonly FeedRow[] {
  const newestFirst = [...entries].sort((a, b) => b.id - a.id);
  return newestFirst.slice(0, FEED_LIMIT).map((entry) => feedRow(entry, false));
}

/** How many rows stand above the newest one shown. */
export function rowsAbove(rows: readonly FeedRow[], shown: readonly FeedRow[]): number {
  const newest = shown[0]?.entry.id ?? 0;
  return rows.filter((row) => row.entry.id > newest).length;
}
