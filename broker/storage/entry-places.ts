import type { JournalId } from '#core/units/ids.js';
import type { Queries } from './queries.js';

/** The entry up to which `saved_places` tells where entries stand in their journals; SQLite alone. */
export const PLACED_MARK = 'placed';

/** The id of the entry at a place of a journal; null when there is none. */
export async function entryAt(queries: Queries, journal: JournalId, seq: number): Promise<number | null> {
  const row = await queries
    .selectFrom('entry_places')
    .select('entry')
    .where('journal', '=', queries.selectFrom('journals').select('number').where('journal', '=', journal))
    .where('seq', '=', seq)
    .executeTakeFirst();
  return row?.entry ?? null;
}
