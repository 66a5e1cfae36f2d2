import type { LedgerRow } from '../ledger/amendment-chain.js';
import type { Queries } from './queries.js';

/** The rows of the ledger after an id, entries and amendments in order of arrival. */
export async function ledgerPage(queries: Queries, after: number, limit: number): Promise<LedgerRow[]> {
  const entries = await queries
    .selectFrom('entries')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  const amendments = await queries
    .selectFrom('amendments')
    .selectAll()
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
  return firstById<LedgerRow>([entries, amendments], limit);
}

/** The first rows of several lists that are each in the order of their ids. */
export function firstById<Row extends { readonly id: number }>(
  lists: readonly (readonly Row[])[],
  limit: number,
): Row[] {
  const [first = [], ...others] = lists.filter((list) => list.length > 0);
  if (others.length === 0) return first.slice(0, limit);
  return lists
    .flat()
    .sort((a, b) => a.id - b.id)
    .slice(0, limit);
}
