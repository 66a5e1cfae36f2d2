import { foldHistory } from '#core/amend/fold-history.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId } from '#core/units/ids.js';
import { isAmendment, type LedgerRow } from '../ledger/amendment-chain.js';
import { stateKeyOfRow } from '../ledger/replay.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import { amendmentStep, entryStep, type LedgerStep } from '../storage/household-history.js';
import type { Queries } from '../storage/queries.js';

/**
 * Carries what the rows have changed into the checkpoints of their households, before the rows no longer tell whose. What was
 * added later to an entry among them holds already: a voided entry leaves nothing behind.
 */
export async function carryStates(
  compound: CompoundId,
  rows: readonly LedgerRow[],
  queries: Queries,
): Promise<void> {
  const histories = await historiesOf(rows, queries);
  const states = await checkpoints(compound, [...histories.keys()], queries);
  for (const [key, steps] of histories) {
    const change = { state: JSON.stringify(foldHistory(steps, states.get(key) ?? EMPTY_STATE)) };
    await queries
      .insertInto('state_checkpoints')
      .values({ compound, key, ...change })
      .onConflict((conflict) => conflict.columns(['compound', 'key']).doUpdateSet(change))
      .execute();
  }
}

/** The steps of each household by its key: those of the rows, then what was added to their entries later. */
async function historiesOf(
  rows: readonly LedgerRow[],
  queries: Queries,
): Promise<ReadonlyMap<string, readonly LedgerStep[]>> {
  const histories = new Map<string, LedgerStep[]>();
  const codes = await effectCodes(rows, queries);
  const carried = new Set(rows.map(({ id }) => id));
  for (const row of [...rows, ...(await laterAmendments(rows, queries))]) {
    const key = stateKeyOfRow(row);
    const step = isAmendment(row)
      ? amendmentStepOf(row, { carried, effects: codes.get(row.entry) ?? '' })
      : entryStep(row).step;
    if (key !== null && step !== null) histories.set(key, [...(histories.get(key) ?? []), step]);
  }
  return histories;
}

/**
 * Of an amendment among the rows everything, but not what stands behind an older row, which was carried with that. Of a later
 * one what it says of the rows, but not what it adds in its own place.
 */
function amendmentStepOf(
  row: AmendmentRow,
  { carried, effects }: { readonly carried: ReadonlySet<number>; readonly effects: string },
): LedgerStep | null {
  const { step, place } = amendmentStep({ ...row, effects });
  if (place !== null) return carried.has(place) ? step : null;
  if (carried.has(row.id) || step.kind === 'entry') return step;
  return step.change.kind === 'add' ? null : step;
}

async function laterAmendments(
  rows: readonly LedgerRow[],
  queries: Queries,
): Promise<readonly AmendmentRow[]> {
  const last = rows.at(-1);
  if (last === undefined) return [];
  return queries
    .selectFrom('amendments')
    .selectAll()
    .where('entry', 'in', entriesOf(rows))
    .where('id', '>', last.id)
    .orderBy('id')
    .execute();
}

/** The effects of the entries that the amendments among the rows, or later ones, are about: they tell the kind of the pass. */
async function effectCodes(
  rows: readonly LedgerRow[],
  queries: Queries,
): Promise<ReadonlyMap<number, string>> {
  if (rows.length === 0) return new Map();
  const found = await queries
    .selectFrom('entries')
    .select(['id', 'effects'])
    .where('id', 'in', entriesOf(rows))
    .execute();
  return new Map(found.map(({ id, effects }) => [id, effects]));
}

function entriesOf(rows: readonly LedgerRow[]): number[] {
  return [...new Set(rows.map((row) => (isAmendment(row) ? row.entry : row.id)))];
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
