import type { Page, Paging } from '#core/api/paging.js';
import { pageLimit, pageOfRows } from '../storage/paging.js';

/**
 * A page of a list that is worked out as a whole. The key tells the order, smallest first, so that the next page begins
 * rightly also when the last item has gone meanwhile.
 */
export function sortedPage<Item>(
  items: readonly Item[],
  paging: Paging,
  key: (item: Item) => string,
): Page<Item> {
  const { after = '' } = paging;
  const keyed = items.map((item) => ({ item, key: key(item) })).filter((one) => one.key > after);
  const inOrder = keyed.sort((a, b) => (a.key < b.key ? -1 : 1));
  return pageOfRows(inOrder, {
    limit: pageLimit(paging),
    key: (one) => one.key,
    item: ({ item }) => item,
  });
}

const DIGITS = 16;

/** A number as a part of a key: small ones first. */
export function rising(value: number): string {
  return String(value).padStart(DIGITS, '0');
}

/** Large ones first. */
export function falling(value: number): string {
  return rising(Number.MAX_SAFE_INTEGER - value);
}
