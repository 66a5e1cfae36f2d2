import { journalId, laneId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Entry, Reading } from '#core/wire/entry.js';

export const JOURNAL = journalId('0b6f3c1e-5d0a-4a53-9a64-3f2f5e5d9a10');
export const OTHER_JOURNAL = journalId('1c7a4d2f-6e1b-4b64-8b75-4a3a6f6e0b21');

export function readingOf(bodyC: number, at: Instant): Reading {
  return {
    bodyC,
    objectC: bodyC - 2.4,
    ambientC: 21.3,
    correctionC: 2.4,
    site: 'forehead',
    device: 'gy-614v3',
    method: 'infrared',
    at,
  };
}

/** A member of flat 3-2-501 going out with a normal temperature, apart from what the case changes. */
export function entryOf(change: Partial<Entry> & { readonly at: Instant }): Entry {
  return {
    journal: JOURNAL,
    seq: 1,
    clock: 'synced',
    lane: laneId('a'),
    direction: 'out',
    purpose: null,
    credential: { kind: 'flat', value: '3-2-501' },
    reading: readingOf(36.5, change.at),
    local: null,
    ...change,
  };
}
