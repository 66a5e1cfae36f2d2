import { GateError } from '#core/errors/gate-error.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Queries } from '../storage/queries.js';

/** The time zone of a compound. @throws GateError `not-found` */
export async function demandCompound(compound: CompoundId, queries: Queries): Promise<string> {
  const row = await queries
    .selectFrom('compounds')
    .select('timezone')
    .where('id', '=', compound)
    .executeTakeFirst();
  if (row === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
  return row.timezone;
}
