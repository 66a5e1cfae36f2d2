import type { PassId } from '#core/units/ids.js';
import type { Queries } from '../storage/queries.js';
import type { PassRow } from '../storage/schema.js';

const AT_A_TIME = 200;

/** The card that was bound last to each of the passes. */
export async function cardsOnPasses(
  passes: readonly PassRow[],
  queries: Queries,
): Promise<ReadonlyMap<PassId, string>> {
  const cards = new Map<PassId, string>();
  for (let from = 0; from < passes.length; from += AT_A_TIME) {
    const ids = passes.slice(from, from + AT_A_TIME).map(({ id }) => id);
    const rows = await queries
      .selectFrom('cards')
      .select(['pass', 'card'])
      .where('pass', 'in', ids)
      .orderBy('bound_at')
      .orderBy('card')
      .execute();
    for (const { pass, card } of rows) cards.set(pass, card);
  }
  return cards;
}
