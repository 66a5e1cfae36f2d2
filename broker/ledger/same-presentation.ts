import type { Entry } from '#core/wire/entry.js';
import { isErased, presentedOf, presentationPart, readingOf, readingPart } from './entry-parts.js';
import type { RecordedEntry } from './ledger-store.js';

/**
 * Whether an entry tells of the same presentation as a row of the ledger, whoever decided it. What was erased from the row
 * can not differ any more.
 */
export function isSamePresentation({ row, qr }: RecordedEntry, entry: Entry): boolean {
  if (row.direction !== entry.direction) return false;
  const presented = presentedOf(row.presentation, qr);
  if (presented !== null && comparable({ ...entry, ...presented }) !== comparable(entry)) return false;
  if (row.reading !== null && isErased(row.reading)) return true;
  const reading = readingOf(row.reading);
  if (reading === null || entry.reading === null) return reading === entry.reading;
  return readingPart(reading, '') === readingPart(entry.reading, '');
}

function comparable(entry: Entry): string {
  return presentationPart({ ...entry, local: null }, entry.credential.value, '');
}
