import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';

/** The age limits of a compound, in days; null keeps for ever. A compound without a row has the default limits. */
export interface RetentionRow {
  readonly compound: CompoundId;
  readonly temperature_days: number | null;
  readonly entry_days: number | null;
  readonly alarm_days: number | null;
  readonly quarantine_days: number | null;
  readonly contact_days: number | null;
  readonly author: string;
  readonly changed_at: Instant;
}

/** How far a kind of data has been erased in a compound. */
export interface ErasureRow {
  readonly compound: CompoundId;
  readonly target: string;
  /** Everything up to this entry is erased; 0 for what does not go by entries. */
  readonly until_entry: number;
  /** What happened before this instant is erased. */
  readonly older_than: Instant;
  readonly ran_at: Instant;
}

/** The state in which the erased entries have left a household. */
export interface StateCheckpointRow {
  readonly compound: CompoundId;
  readonly key: string;
  /** JSON. */
  readonly state: string;
}

/** The tables of `004-retention`. */
export interface RetentionSchema {
  readonly retention: RetentionRow;
  readonly erasures: ErasureRow;
  readonly state_checkpoints: StateCheckpointRow;
}
