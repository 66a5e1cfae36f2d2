import type { SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import type { StateChange } from '../ledger/ledger-store.js';
import { queriesOn } from './queries.js';
import { stateOfText } from './state-text.js';

/** The states the database has under these keys. */
export async function readStates(
  session: SqlSession,
  compound: CompoundId,
  keys: readonly string[],
): Promise<readonly StateChange[]> {
  if (keys.length === 0) return [];
  const rows = await queriesOn(session)
    .selectFrom('household_states')
    .selectAll()
    .where('compound', '=', compound)
    .where('key', 'in', keys)
    .execute();
  return rows.map(({ key, state, last_entry: lastEntry }) => {
    return { compound, key, state: stateOfText(state), lastEntry };
  });
}
