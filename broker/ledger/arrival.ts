import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { GateId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry } from '#core/wire/entry.js';

/** A well-formed entry on its way into the ledger. `gate` is who sent it, as the broker authenticated it. */
export interface Arrival {
  readonly gate: GateId;
  readonly entry: Entry;
  readonly receivedAt: Instant;
}

/** What became of an arrival once the transaction is committed. */
export type Outcome =
  | {
      readonly kind: 'recorded';
      readonly decision: Decision;
      readonly record: EntryRecord;
      /** Alarms this entry raised or cleared, as they stand now. */
      readonly alarms: readonly Alarm[];
    }
  /** The ledger had it already: the recorded decision again. `problem` tells when the content is not the same. */
  | { readonly kind: 'repeat'; readonly decision: Decision; readonly problem: string | null }
  /** It can not be an entry of this gate; nothing was written. */
  | { readonly kind: 'refused'; readonly problem: string };
