import { measuredDigest, personDigest } from '../ledger/chain.js';
import { authorDigest, isAmendment, takenDigest, type LedgerRow } from '../ledger/amendment-chain.js';
import { erasedPart } from '../ledger/entry-parts.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import type { Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';

/** The columns of a row once what was measured is erased. */
function measuredErased(row: EntryRow): Pick<EntryRow, 'reading' | 'trace'> {
  return { reading: erasedPart(measuredDigest(row)), trace: '' };
}

/** The columns of a row once it is erased who came. */
function personErased(row: EntryRow): Pick<EntryRow, 'presentation' | 'household' | 'pass' | 'previous'> {
  return { presentation: erasedPart(personDigest(row)), household: null, pass: null, previous: null };
}

/** The same of what was added to an entry: a temperature that was taken by hand. */
function takenErased(row: AmendmentRow): Pick<AmendmentRow, 'reading'> {
  return { reading: row.reading === null ? null : erasedPart(takenDigest(row)) };
}

/** Who said it, why, and whose entry it was about. */
function authorErased(row: AmendmentRow): Pick<AmendmentRow, 'said' | 'household' | 'pass' | 'previous'> {
  return { said: erasedPart(authorDigest(row)), household: null, pass: null, previous: null };
}

/** Erases what was measured, by the gate or by hand. */
export async function eraseMeasured(row: LedgerRow, queries: Queries): Promise<void> {
  if (isAmendment(row)) {
    await queries.updateTable('amendments').set(takenErased(row)).where('id', '=', row.id).execute();
  } else {
    await queries.updateTable('entries').set(measuredErased(row)).where('id', '=', row.id).execute();
  }
}

/** Erases who came, and who said what of it. */
export async function erasePerson(row: LedgerRow, queries: Queries): Promise<void> {
  if (isAmendment(row)) {
    await queries.updateTable('amendments').set(authorErased(row)).where('id', '=', row.id).execute();
  } else {
    await queries.updateTable('entries').set(personErased(row)).where('id', '=', row.id).execute();
  }
}
