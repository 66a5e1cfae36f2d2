import type { ImportState, MissingChoice } from '#core/api/imports.js';
import type { CompoundId, HouseholdId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Flag, Json } from './schema.js';

interface DetailColumns {
  readonly phone: string | null;
  readonly relation: string | null;
  readonly notes: string | null;
  readonly care: string | null;
  readonly id_hash: string | null;
  readonly id_tail: string | null;
}

/** Personal data: erased with the resident, or before, without touching the ledger. */
export interface ResidentDetailsRow extends DetailColumns {
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly resident: string;
  /** When the contact was last written, or an import had the household again. */
  readonly written_at: Instant;
}

export interface IsolationOrderRow {
  readonly id: string;
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly resident: string;
  readonly reason: string;
  readonly author: string;
  readonly since: Instant;
  readonly until_at: Instant | null;
  readonly lifted_at: Instant | null;
  readonly lifted_by: string | null;
}

export interface SealOrderRow {
  readonly id: string;
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly sealed: Flag;
  readonly reason: string;
  readonly author: string;
  readonly at: Instant;
}

export interface RegisterKeyRow {
  readonly name: string;
  /** Secret bytes as hex. */
  readonly secret: string;
  readonly created_at: Instant;
}

export interface ImportRecordRow {
  readonly id: string;
  readonly compound: CompoundId;
  readonly state: ImportState;
  readonly author: string;
  readonly file_name: string;
  readonly created_at: Instant;
  /** When the check last gave a sign of life. */
  readonly heard_at: Instant;
  readonly rows_read: number;
  readonly percent: number;
  readonly report: Json;
  readonly preview: Json | null;
  readonly missing: MissingChoice | null;
  readonly committed_at: Instant | null;
  readonly committed_by: string | null;
  readonly undone_at: Instant | null;
  readonly undone_by: string | null;
}

/** One row of a file, until the import is done. */
export interface ImportRowRow extends DetailColumns {
  readonly import: string;
  readonly line: number;
  readonly state: 'good' | 'rejected';
  readonly household: HouseholdId | null;
  readonly name: string;
  readonly name_key: string;
  /** Codes of findings, each with a comma in front. */
  readonly faults: string;
  /** The cells as the file has them; kept of rejected rows only. */
  readonly cells: Json | null;
}

/** A resident before or after an import; `missing` ones become `before` when they are to be removed. */
export interface ImportImageRow extends DetailColumns {
  readonly import: string;
  readonly side: 'before' | 'after' | 'missing';
  readonly household: HouseholdId;
  readonly resident: string;
  readonly name: string;
}

export interface ImportHouseholdRow {
  readonly import: string;
  readonly household: HouseholdId;
  readonly kind: 'new' | 'missing';
}

export interface ImportPassRow {
  readonly import: string;
  readonly pass: PassId;
}

/** The tables of `010-register-imports`. */
export interface RegisterSchema {
  readonly resident_details: ResidentDetailsRow;
  readonly isolation_orders: IsolationOrderRow;
  readonly seal_orders: SealOrderRow;
  readonly register_keys: RegisterKeyRow;
  readonly imports: ImportRecordRow;
  readonly import_rows: ImportRowRow;
  readonly import_images: ImportImageRow;
  readonly import_households: ImportHouseholdRow;
  readonly import_passes: ImportPassRow;
}
