import type { OverrideReason } from '#core/wire/amendment.js';
import type { AmendmentRequest } from '#core/amend/rule-amendment.js';
import type { HouseholdId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Verdict } from '#core/wire/parts.js';

/**
 * What was added to an entry. It stands in the chain of the entry's journal and in that of its household like an entry, and
 * has its id from the same count, so that ids tell the order of arrival of both.
 */
export interface AmendmentRow {
  readonly id: number;
  readonly journal: number;
  /** Its own place in the journal of the gate; null when it was made at the centre. */
  readonly seq: number | null;
  /** Id of the entry it is about. */
  readonly entry: number;
  readonly kind: AmendmentRequest['kind'];
  readonly made_by: AmendmentRequest['by'];
  /** Trusted time. */
  readonly at: Instant;
  readonly received_at: Instant;
  /** Of an override. */
  readonly reason: OverrideReason | null;
  /** What it does to the history of the household, as JSON; see `AmendmentChange`. */
  readonly change: string;
  /** Id of the row right behind which its effects stand; null: in its own place. */
  readonly place: number | null;
  /** What a temperature taken by hand has decided. */
  readonly verdict: Verdict | null;
  readonly verdict_reason: string | null;
  /** Why it changes nothing, as JSON `[zh, en]`. */
  readonly no_effect: string | null;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
  /** The row of the same household that arrived before. */
  readonly previous: number | null;
  /** Who said it and why; see `amendment-parts.ts`. */
  readonly said: string;
  /** See `entry-parts.ts`. */
  readonly reading: string | null;
  /** See `amendment-chain.ts`. */
  readonly hash: string;
}

/** The tables of `032-amendments`. */
export interface AmendmentSchema {
  readonly amendments: AmendmentRow;
}
