import type { ListQuery, NextOutingItem } from '#core/api/lists.js';
import type { Page } from '#core/api/paging.js';
import { nextOuting } from '#core/lists/next-outing.js';
import type { Pass } from '#core/pass/pass.js';
import { EMPTY_STATE, type HouseholdState } from '#core/rules/household-state.js';
import type { Facts } from '#core/rules/rule.js';
import { buildingOf, type HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import { pageLimit, pageOfRows } from '../storage/paging.js';
import { passOfRow } from '../storage/pass-row.js';
import type { Queries } from '../storage/queries.js';
import type { HouseholdRow } from '../storage/schema.js';
import { compoundRules, type CompoundRules } from '../register/compound-rules.js';

interface NextTools {
  readonly queries: Queries;
  readonly ledger: Pick<LedgerStore, 'states'>;
  readonly now: Instant;
}

/** What is asked of the rules for one household. */
interface Asked {
  readonly row: HouseholdRow;
  readonly pass: Pass | undefined;
  readonly state: HouseholdState;
}

/** When each household may go out next with its purchase pass, by household. */
export async function nextOutingList(query: ListQuery, tools: NextTools): Promise<Page<NextOutingItem>> {
  const { queries, ledger, now } = tools;
  const compound = await compoundRules(query.compound, queries);
  const limit = pageLimit(query);
  const rows = await queries
    .selectFrom('households')
    .select(['compound', 'id', 'sealed'])
    .where('compound', '=', compound.id)
    .where('id', '>', (query.after ?? '') as HouseholdId)
    .orderBy('id')
    .limit(limit + 1)
    .execute();
  const ids = rows.slice(0, limit).map(({ id }) => id);
  const passes = await passesOf(compound, ids, queries);
  const states = await ledger.states(compound.id, ids);
  return pageOfRows(rows, {
    limit,
    key: ({ id }) => id,
    item: (row) => {
      const state = states.get(row.id)?.state ?? EMPTY_STATE;
      return itemOf({ row, pass: passes.get(row.id), state }, compound, now);
    },
  });
}

/** The purchase pass of each household that was issued last and is in force. */
async function passesOf(
  { id }: CompoundRules,
  households: readonly HouseholdId[],
  queries: Queries,
): Promise<ReadonlyMap<HouseholdId, Pass>> {
  if (households.length === 0) return new Map();
  const rows = await queries
    .selectFrom('passes')
    .selectAll()
    .where('compound', '=', id)
    .where('household', 'in', households)
    .where('kind', '=', 'purchase')
    .where('revoked', '=', 0)
    .orderBy('issued_at')
    .orderBy('id')
    .execute();
  return new Map(rows.flatMap((row) => (row.household === null ? [] : [[row.household, passOfRow(row)]])));
}

function itemOf(asked: Asked, compound: CompoundRules, now: Instant): NextOutingItem {
  const { row, pass } = asked;
  if (pass === undefined) {
    return { household: row.id, pass: null, next: 'no-pass', at: null, reason: null };
  }
  const found = nextOuting(factsOf({ ...asked, pass }, compound, now));
  const { kind: next, reason } = found;
  return { household: row.id, pass: pass.id, next, at: found.kind === 'at' ? found.at : null, reason };
}

function factsOf(
  { row, pass, state }: Asked & { readonly pass: Pass },
  { id, policy, calendar, exceptions }: CompoundRules,
  now: Instant,
): Omit<Facts, 'presentation'> {
  return {
    ...{ compound: id, calendar, policy, state, now },
    exceptions: exceptions.get(row.id) ?? [],
    credential: { kind: 'pass', pass },
    restrictions: {
      householdSealed: row.sealed === 1,
      buildingSealed: policy.sealedBuildings.includes(buildingOf(row.id)),
      personIsolated: false,
    },
  };
}
