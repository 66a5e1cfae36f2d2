import { GateError } from '#core/errors/gate-error.js';
import type { CompoundId } from '#core/units/ids.js';
import { sql } from 'kysely';
import type { Queries } from '../storage/queries.js';

/**
 * Counts a change that the books of a compound's gates must follow; part of the transaction that makes the change.
 * @throws GateError `not-found` (compound)
 */
export async function nextBookVersion(compound: CompoundId, queries: Queries): Promise<void> {
  const changed = await queries
    .updateTable('compounds')
    .set({ book_version: sql`book_version + 1` })
    .where('id', '=', compound)
    .executeTakeFirst();
  if (changed.numUpdatedRows === 0n) throw new GateError('not-found', { kind: 'compound', id: compound });
}
