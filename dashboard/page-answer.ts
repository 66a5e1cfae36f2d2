import type { Page } from '#core/api/paging.js';

/** A page as the routes answer it. */
export function pageAnswer<Item>(page: Page<Item>): { items: Item[]; next: string | null } {
  return { items: [...page.items], next: page.next };
}

/** A list short enough to come whole. */
export function wholeList<Item>(items: readonly Item[]): { items: Item[]; next: null } {
  return { items: [...items], next: null };
}
