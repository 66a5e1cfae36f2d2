import { hash } from 'node:crypto';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import type { EntryRow } from '../storage/schema.js';
import { rowHash } from './chain.js';
import { isErased, keptDigest } from './entry-parts.js';

/** A row of a journal's chain: entries and amendments follow each other in order of arrival. */
export type LedgerRow = EntryRow | AmendmentRow;

export function isAmendment(row: LedgerRow): row is AmendmentRow {
  return 'made_by' in row;
}

/** The hash of a row of either kind over the one before it in its journal. */
export function linkHash(before: string, row: LedgerRow): string {
  return isAmendment(row) ? amendmentHash(before, row) : rowHash(before, row);
}

/** As `rowHash`: the plain columns, and the digests of the two parts that can be erased. */
export function amendmentHash(before: string, row: AmendmentRow): string {
  const plain = JSON.stringify([
    ...['amendment', row.seq, row.entry, row.kind, row.made_by, row.at, row.received_at, row.reason],
    ...[row.change, row.place, row.verdict, row.verdict_reason, row.no_effect],
  ]);
  return sha256(`${before}\n${plain}\n${takenDigest(row)}\n${authorDigest(row)}`);
}

/** The digest of the temperature that was taken by hand. */
export function takenDigest({ reading }: Pick<AmendmentRow, 'reading'>): string {
  if (reading !== null && isErased(reading)) return keptDigest(reading);
  return sha256(reading ?? '');
}

/** The digest of who said it, and of whose entry. */
export function authorDigest(row: Pick<AmendmentRow, 'said' | 'household' | 'pass'>): string {
  if (isErased(row.said)) return keptDigest(row.said);
  return sha256(`${row.said}\n${row.household ?? ''}\n${row.pass ?? ''}`);
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
