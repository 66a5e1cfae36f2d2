import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import { stateAfter, stateKeyOfRow } from '../ledger/replay.js';
import type { Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';

/** Carries what the rows have changed into the checkpoints of their households, before the rows no longer tell whose. */
export async function carryStates(
  compound: CompoundId,
  rows: readonly EntryRow[],
  queries: Queries,
): Promise<void> {
  const keys = new Set(rows.flatMap((row) => stateKeyOfRow(row) ?? []));
  const states = await checkpoints(compound, [...keys], queries);
  for (const row of rows) {
    const key = stateKeyOfRow(row);
    if (key !== null) states.set(key, stateAfter(states.get(key) ?? EMPTY_STATE, row));
  }
  for (const [key, state] of states) {
    const change = { state: JSON.stringify(state) };
    await queries
      .insertInto('state_checkpoints')
      .values({ compound, key, ...change })
      .onConflict((conflict) => conflict.columns(['compound', 'key']).doUpdateSet(change))
      .execute();
  }
}

async function checkpoints(
  compound: CompoundId,
  keys: readonly string[],
  queries: Queries,
): Promise<Map<string, HouseholdState>> {
  if (keys.length === 0) return new Map();
  const rows = await queries
    .selectFrom('state_checkpoints')
    .select(['key', 'state'])
    .where('compound', '=', compound)
    .where('key', 'in', keys)
    .execute();
  return new Map(rows.map(({ key, state }) => [key, JSON.parse(state) as HouseholdState]));
}
