import type { EntryRecord } from '#core/api/entries.js';
import type { SensedOutcome, SensedReading } from '#core/measure/device-memory.js';
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

/** Whether an entry with this reading tells something of its thermometer: not of one by hand, and not when it is replayed. */
export function isSensed(record: EntryRecord, reading: Reading): boolean {
  return reading.method === 'infrared' && record.receivedAt - record.at <= REPLAYED_AFTER;
}

/** What an entry tells of its thermometer. */
export function sensedReading(
  record: EntryRecord,
  reading: Reading,
  { place, outcome }: { readonly place: DevicePlace; readonly outcome: SensedOutcome },
): SensedReading {
  return {
    device: deviceKey(place),
    site: reading.site,
    person: record.pass,
    bodyC: reading.bodyC,
    objectC: reading.objectC,
    at: record.at,
    outcome,
  };
}
