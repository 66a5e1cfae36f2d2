import type { Alarm } from '#core/api/alarms.js';
import type { AmendmentRecord, NewAmendment } from '#core/api/amendments.js';
import type { EntryKey } from '#core/api/central.js';
import type { AmendmentRequest } from '#core/amend/rule-amendment.js';
import type { GateId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Amendment, OverrideReason } from '#core/wire/amendment.js';
import { entryTime } from '../ledger/entry-time.js';
import type { AmendmentSaid } from '../ledger/amendment-parts.js';

/** An amendment on its way into the ledger, whoever made it. */
export interface AmendmentArrival {
  /** The gate that sent it, as the broker authenticated it; null when it was made at the centre. */
  readonly gate: GateId | null;
  /** The entry it is about. */
  readonly entry: EntryKey;
  /** Its own place in the journal. */
  readonly seq: number | null;
  readonly request: AmendmentRequest;
  readonly said: AmendmentSaid;
  readonly reason: OverrideReason | null;
  readonly receivedAt: Instant;
}

/** What became of an amendment once the transaction is committed. */
export type AmendmentOutcome =
  | {
      readonly kind: 'recorded';
      readonly record: AmendmentRecord;
      /** Alarms it raised or cleared, as they stand now. */
      readonly alarms: readonly Alarm[];
    }
  /** The ledger had it already; `problem` tells when its content is not the same. */
  | { readonly kind: 'repeat'; readonly problem: string | null }
  /** It can not be an amendment of this gate; nothing was written. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** Nothing was written, and nothing will be before the entry is there. */
  | { readonly kind: 'entry-missing' };

/** What a gate has sent. */
export function arrivalOfGate(gate: GateId, sent: Amendment, receivedAt: Instant): AmendmentArrival {
  const { journal, seq, clock, kind, worker: author, note } = sent;
  const { at, reading } = entryTime({ at: sent.at, clock, reading: sent.reading }, receivedAt);
  return {
    gate,
    entry: { journal, seq: sent.entry },
    seq,
    request: { kind, by: 'worker', at, reading: kind === 'measure' ? reading : null },
    said: { at: sent.at, clock, author, note },
    reason: kind === 'override' ? (sent.reason ?? 'other') : null,
    receivedAt,
  };
}

/** What a controller puts right. */
export function arrivalOfController(
  entry: EntryKey,
  { kind, note, reason = 'other' }: NewAmendment,
  by: { readonly author: string; readonly at: Instant },
): AmendmentArrival {
  const { author, at } = by;
  return {
    gate: null,
    entry,
    seq: null,
    request: { kind, by: 'controller', at, reading: null },
    said: { at, clock: 'synced', author, note },
    reason: kind === 'override' ? reason : null,
    receivedAt: at,
  };
}
