import { measuredDigest, personDigest } from '../ledger/chain.js';
import { erasedPart } from '../ledger/entry-parts.js';
import type { EntryRow } from '../storage/schema.js';

/** The columns of a row once what was measured is erased. */
export function measuredErased(row: EntryRow): Pick<EntryRow, 'reading' | 'trace'> {
  return { reading: erasedPart(measuredDigest(row)), trace: '' };
}

/** The columns of a row once it is erased who came. */
export function personErased(
  row: EntryRow,
): Pick<EntryRow, 'presentation' | 'household' | 'pass' | 'previous'> {
  return { presentation: erasedPart(personDigest(row)), household: null, pass: null, previous: null };
}
