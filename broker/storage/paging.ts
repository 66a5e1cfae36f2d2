import { GateError } from '#core/errors/gate-error.js';
import type { Page, Paging } from '#core/api/paging.js';

const DEFAULT_LIMIT = 100;

/** How many items a page has; the schema of the request has checked the range. */
export function pageLimit(paging: Paging): number {
  return paging.limit ?? DEFAULT_LIMIT;
}

/**
 * The number in the key of a list that is ordered by falling id; without one, a number above all ids.
 * @throws GateError `request-invalid`
 */
export function idBefore(paging: Paging): number {
  const { after } = paging;
  if (after === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(after)) return Number(after);
  throw new GateError('request-invalid', { problem: '"after" is not a key of this list' });
}

interface PageShape<Row, Item> {
  readonly limit: number;
  /** What `after` of the next page is. */
  readonly key: (row: Row) => string;
  readonly item: (row: Row) => Item;
}

/** A page of rows that were asked for with one more than the limit: the one too many tells that there is a next page. */
export function pageOfRows<Row, Item>(rows: readonly Row[], shape: PageShape<Row, Item>): Page<Item> {
  const shown = rows.slice(0, shape.limit);
  const last = shown.at(-1);
  const hasMore = rows.length > shape.limit && last !== undefined;
  return { items: shown.map(shape.item), next: hasMore ? shape.key(last) : null };
}
