import type { EntryRecord } from '#core/api/entries.js';
import type { SensedReading } from '#core/measure/device-memory.js';
import { sensedOutcomeOfReason } from '#core/measure/sensed-outcome.js';
import type { GateId, LaneId } from '#core/units/ids.js';
import { SECOND } from '#core/units/instant.js';
import type { Reading } from '#core/wire/entry.js';

/** An entry that comes this long after it happened was kept by its gate, and tells nothing of the thermometer of now. */
const REPLAYED_AFTER = 10 * SECOND;

/** Where a thermometer is. */
export interface DevicePlace {
  readonly gate: GateId;
  readonly lane: LaneId;
  readonly device: string;
}

/** Names a thermometer in its compound. */
export function deviceKey({ gate, lane, device }: DevicePlace): string {
  return `${gate}/${lane}/${device}`;
}

/** Where the reading of an entry was taken; null without one. */
export function placeOfReading(
  { gate, lane }: Pick<EntryRecord, 'gate' | 'lane'>,
  reading: Reading | null,
): DevicePlace | null {
  return reading === null || lane === null ? null : { gate, lane, device: reading.device };
}

/** What an entry tells of its thermometer; null where it tells nothing: no reading, one by hand, or a replayed one. */
export function sensedReading(record: EntryRecord, reading: Reading | null): SensedReading | null {
  const place = placeOfReading(record, reading);
  if (place === null || reading?.method !== 'infrared') return null;
  if (record.receivedAt - record.at > REPLAYED_AFTER) return null;
  return {
    device: deviceKey(place),
    site: reading.site,
    person: record.pass,
    bodyC: reading.bodyC,
    objectC: reading.objectC,
    at: record.at,
    outcome: sensedOutcomeOfReason(record.reason),
  };
}
