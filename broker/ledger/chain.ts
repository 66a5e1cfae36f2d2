import { hash } from 'node:crypto';
import type { GateId, JournalId } from '#core/units/ids.js';
import type { EntryRow } from '../storage/schema.js';
import { isErased, keptDigest } from './entry-parts.js';

/** The columns a row's hash covers: all but its id, its links and the hash itself. */
export type ChainedRow = Omit<EntryRow, 'id' | 'journal' | 'previous' | 'hash'>;

/** What stands before the first row of a journal: so that a whole journal can not be given to another gate either. */
export function chainStart(journal: JournalId, gate: GateId): string {
  return sha256(`${journal}\n${gate}`);
}

/**
 * The hash of a ledger row: SHA-256, base64url, over the hash of the row of its journal that arrived before it, the plain
 * columns, and the digests of the two erasable parts. So an erased part leaves the chain whole, and no row can be changed,
 * added, left out or put elsewhere without breaking it from there on.
 */
export function rowHash(before: string, row: ChainedRow): string {
  return sha256([before, plainText(row), measuredDigest(row), personDigest(row)].join('\n'));
}

/** The plain columns; a null is empty. Joined, because every `+` between them would be garbage. */
function plainText(row: ChainedRow): string {
  return [
    row.seq,
    row.at,
    row.received_at,
    row.direction,
    row.verdict,
    row.reason,
    row.next_at,
    row.decided_by,
    row.decided_at,
    row.conflict,
    row.policy_version,
    row.book_version,
    row.effects,
  ].join('|');
}

/** The digest of what was measured and why it led to the verdict. */
export function measuredDigest({ reading, trace }: Pick<EntryRow, 'reading' | 'trace'>): string {
  if (reading !== null && isErased(reading)) return keptDigest(reading);
  return sha256(`${reading ?? ''}\n${trace}`);
}

/** The digest of who came. */
export function personDigest(row: Pick<EntryRow, 'presentation' | 'household' | 'pass'>): string {
  if (isErased(row.presentation)) return keptDigest(row.presentation);
  return sha256(`${row.presentation}\n${row.household ?? ''}\n${row.pass ?? ''}`);
}

function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}
