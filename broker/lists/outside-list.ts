import type { ListQuery, Outside, Overdue } from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import { overdueReturns, type OpenOuting } from '#core/lists/overdue-returns.js';
import type { HouseholdState, Outing } from '#core/rules/household-state.js';
import { overdueAt } from '#core/rules/overdue-return.js';
import { householdId, type HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { pageLimit } from '../storage/paging.js';
import type { Queries } from '../storage/queries.js';
import { EMPTY_STATE_TEXT } from '../storage/state-text.js';
import { compoundRules, type CompoundRules } from '../register/compound-rules.js';
import { rising, sortedPage } from './sorted-page.js';

interface OutsideTools {
  readonly queries: Queries;
  readonly ledger: Pick<LedgerStore, 'states'>;
}

/** The text of a state tells whether anybody is out, so few have to be read. */
const NOBODY_OUT = '%"outings":[]%';
const PASS_KEY = 'pass:';
/** States read at once. */
const PIECE = 500;

/** Who is out now, by household. The saved states may be two seconds old; those that are shown are as of now. */
export async function outsideList(query: ListQuery, tools: OutsideTools): Promise<Page<Outside>> {
  const compound = await compoundRules(query.compound, tools.queries);
  const limit = pageLimit(query);
  const keys = await keysAfter(compound, query.after ?? '', { ...tools, limit: limit + 1 });
  const shown = keys.slice(0, limit);
  const outings = await outingsOf(compound, shown, tools);
  const items = [...outings].map(([key, own]) => outsideOf(key, own, compound));
  return { items, next: keys.length > limit ? (shown.at(-1) ?? null) : null };
}

/** Who should be back by now. */
export async function overdueList(
  query: ListQuery,
  now: Instant,
  tools: OutsideTools,
): Promise<Page<Overdue>> {
  const compound = await compoundRules(query.compound, tools.queries);
  const open: OpenOuting[] = [];
  for (let after = ''; ;) {
    const keys = await keysAfter(compound, after, { ...tools, limit: PIECE });
    for (const [household, own] of await outingsOf(compound, keys, tools)) {
      open.push(...own.map((outing) => ({ household, outing })));
    }
    after = keys.at(-1) ?? after;
    if (keys.length < PIECE) break;
  }
  const items = overdueReturns(open, compound.policy, now);
  const page = sortedPage(items, query, (one) => `${rising(one.dueAt)}/${one.household}/${passOf(one)}`);
  return {
    next: page.next,
    items: page.items.map(({ household, outing: { pass, since }, dueAt }) => {
      return { household: householdOf(household), pass, since, dueAt };
    }),
  };
}

function passOf({ outing }: OpenOuting): string {
  return outing.pass ?? '';
}

async function keysAfter(
  { id }: CompoundRules,
  after: string,
  { queries, limit }: OutsideTools & { readonly limit: number },
): Promise<readonly string[]> {
  const rows = await queries
    .selectFrom('household_states')
    .select('key')
    .where('compound', '=', id)
    .where('key', '>', after)
    .where('state', '<>', EMPTY_STATE_TEXT)
    .where('state', 'not like', NOBODY_OUT)
    .orderBy('key')
    .limit(limit)
    .execute();
  return rows.map(({ key }) => key);
}

async function outingsOf(
  { id }: CompoundRules,
  keys: readonly string[],
  { ledger }: OutsideTools,
): Promise<ReadonlyMap<string, HouseholdState['outings']>> {
  const states = await ledger.states(id, keys);
  const outings = keys.map((key) => [key, states.get(key)?.state.outings ?? []] as const);
  return new Map(outings.filter(([, own]) => own.length > 0));
}

function outsideOf(key: string, outings: readonly Outing[], { policy }: CompoundRules): Outside {
  return {
    key,
    household: householdOf(key),
    outings: outings.map((outing) => ({ ...outing, dueAt: overdueAt(outing, policy) })),
  };
}

/** Null for the state of a pass without a household. */
function householdOf(key: string): HouseholdId | null {
  return key.startsWith(PASS_KEY) ? null : householdId(key);
}
