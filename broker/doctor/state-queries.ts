import { sql, type Expression, type SqlBool } from 'kysely';
import type { CompoundId } from '#core/units/ids.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import { firstById } from '../storage/ledger-pages.js';
import type { Queries } from '../storage/queries.js';
import type { EntryRow } from '../storage/schema.js';
import type { ExaminedJournal } from './frame.js';
import type { StatePlace, StateRange } from './state-range.js';

/** Rows in memory at once. */
export const STATE_PAGE = 5_000;

/** What a replay needs of an entry. */
export type ReplayRow = Pick<
  EntryRow,
  'id' | 'journal' | 'seq' | 'at' | 'household' | 'pass' | 'effects' | 'previous'
>;

/** The same of an amendment: the history of its household tells what it changes. */
export type ReplayAmendment = Pick<
  AmendmentRow,
  'id' | 'journal' | 'seq' | 'household' | 'pass' | 'previous' | 'made_by'
>;

export interface SavedRow extends StatePlace {
  readonly state: string;
  /** 0 for what is no state but where a replay begins. */
  readonly lastEntry: number;
}

/** The saved states of the range behind a place, or from its beginning: a page of them in order. */
export async function savedPage(
  queries: Queries,
  range: StateRange,
  after: StatePlace | null,
): Promise<SavedRow[]> {
  const rows = await queries
    .selectFrom('household_states')
    .select(['compound', 'key', 'state', 'last_entry'])
    .where(isInside(range, after))
    .orderBy('compound')
    .orderBy('key')
    .limit(STATE_PAGE)
    .execute();
  return rows.map(({ last_entry: lastEntry, ...row }) => ({ ...row, lastEntry }));
}

/** The same for the states in which erased entries have left their households. */
export async function checkpointPage(
  queries: Queries,
  range: StateRange,
  after: StatePlace | null,
): Promise<SavedRow[]> {
  const rows = await queries
    .selectFrom('state_checkpoints')
    .select(['compound', 'key', 'state'])
    .where(isInside(range, after))
    .orderBy('compound')
    .orderBy('key')
    .limit(STATE_PAGE)
    .execute();
  return rows.map((row) => ({ ...row, lastEntry: 0 }));
}

/** The entries and amendments of the range after an id, a page of them in order of arrival. */
export async function replayPage(
  queries: Queries,
  filter: Expression<SqlBool>,
  after: number,
): Promise<(ReplayRow | ReplayAmendment)[]> {
  const entries = await queries
    .selectFrom('entries')
    .select(['id', 'journal', 'seq', 'at', 'household', 'pass', 'effects', 'previous'])
    .where('id', '>', after)
    .where('pass', 'is not', null)
    .where(filter)
    .orderBy('id')
    .limit(STATE_PAGE)
    .execute();
  const amendments = await queries
    .selectFrom('amendments')
    .select(['id', 'journal', 'seq', 'household', 'pass', 'previous', 'made_by'])
    .where('id', '>', after)
    .where('pass', 'is not', null)
    .where(filter)
    .orderBy('id')
    .limit(STATE_PAGE)
    .execute();
  return firstById<ReplayRow | ReplayAmendment>([entries, amendments], STATE_PAGE);
}

/**
 * Whether an entry changes a state of the range, told by its journal and its key; null when none can. The plus keeps the
 * database from the index of journals, by which every page would be sorted anew.
 */
export function rangeFilter(
  range: StateRange,
  journals: Iterable<ExaminedJournal>,
): Expression<SqlBool> | null {
  const key = sql<string>`coalesce(household, 'pass:' || pass)`;
  const { from, to } = range;
  const parts = [...numbersByCompound(journals)].flatMap(([compound, numbers]) => {
    if (compound < from.compound || (to !== null && compound > to.compound)) return [];
    const terms = [sql<SqlBool>`+journal in (${sql.join(numbers)})`];
    if (compound === from.compound) terms.push(sql<SqlBool>`${key} >= ${from.key}`);
    if (compound === to?.compound) terms.push(sql<SqlBool>`${key} < ${to.key}`);
    return [sql<SqlBool>`(${sql.join(terms, sql` and `)})`];
  });
  return parts.length === 0 ? null : sql<SqlBool>`(${sql.join(parts, sql` or `)})`;
}

function isInside({ from, to }: StateRange, after: StatePlace | null): Expression<SqlBool> {
  const begins =
    after === null
      ? sql<SqlBool>`(compound, key) >= (${from.compound}, ${from.key})`
      : sql<SqlBool>`(compound, key) > (${after.compound}, ${after.key})`;
  return to === null ? begins : sql<SqlBool>`${begins} and (compound, key) < (${to.compound}, ${to.key})`;
}

function numbersByCompound(journals: Iterable<ExaminedJournal>): ReadonlyMap<CompoundId, number[]> {
  const numbers = new Map<CompoundId, number[]>();
  for (const { compound, number } of journals) {
    if (compound !== null) numbers.set(compound, [...(numbers.get(compound) ?? []), number]);
  }
  return numbers;
}
