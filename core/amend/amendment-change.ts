import type { Effect } from '#core/rules/rule.js';

/**
 * What an amendment does to the history of a household; plain data, stored with the amendment's row. Nothing is ever
 * edited: `foldHistory` reads the changes beside the entries.
 */
export type AmendmentChange =
  | { readonly kind: 'none' }
  /** The entry did not happen: its effects, and those its amendments added, are taken back. */
  | { readonly kind: 'void' }
  /** Whether the outing of the entry counts against the quota. */
  | { readonly kind: 'count'; readonly charged: boolean }
  /**
   * More effects of the entry: `here` in the place and at the time of the amendment (it happens now, at the gate), `then`
   * right behind what the entry has so far and at that time (it happened then, and is only written down now).
   */
  | { readonly kind: 'add'; readonly place: 'here' | 'then'; readonly effects: readonly Effect[] };

/** How an entry stands after its amendments. */
export type EntryStanding = 'as-decided' | 'amended' | 'void';

/** How an entry stands; the changes in the order of the ledger. */
export function standingOf(changes: readonly AmendmentChange[]): EntryStanding {
  if (changes.some(({ kind }) => kind === 'void')) return 'void';
  return changes.some(({ kind }) => kind !== 'none') ? 'amended' : 'as-decided';
}
