import type { ExceptionReason } from '#core/exceptions/one-off-exception.js';
import type { PassKind } from '#core/pass/pass.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { Role } from '#core/api/accounts.js';
import type { CompoundId, GateId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Generated } from 'kysely';
import type { AlarmTables } from './alarm-schema.js';
import type { AmendmentSchema } from './amendment-schema.js';
import type { RegisterSchema } from './register-schema.js';
import type { RetentionSchema } from './retention-schema.js';

/** Truth as the database keeps it. */
export type Flag = 0 | 1;
/** A JSON document as text. */
export type Json = string;

export interface CompoundRow {
  readonly id: CompoundId;
  readonly name: string;
  readonly timezone: string;
  /** The version of the policy in force. */
  readonly policy_version: number;
  /** Grows with every change a gate's book must follow. */
  readonly book_version: number;
}

export interface PolicyRow {
  readonly compound: CompoundId;
  readonly version: number;
  readonly author: string;
  readonly reason: Generated<string>;
  readonly made_at: Generated<Instant>;
  /** From when on it counts; may lie ahead. */
  readonly effective_at: Instant;
  readonly rules: Json;
}

export interface GateRow {
  readonly id: GateId;
  readonly compound: CompoundId;
  readonly name: string;
  readonly password_salt: string;
  readonly password_hash: string;
  readonly last_heard_at: Instant | null;
  readonly quarantined: number;
}

export interface HouseholdRow {
  readonly compound: CompoundId;
  readonly id: HouseholdId;
  readonly sealed: Flag;
}

/** Personal data: the only table with names, apart from the ledger. */
export interface ResidentRow {
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly id: string;
  readonly name: string;
  readonly isolated: Flag;
}

/** One outing of a household that somebody has approved. */
export interface ExceptionRow {
  readonly id: string;
  readonly compound: CompoundId;
  readonly household: HouseholdId;
  readonly starts_at: Instant;
  readonly expires: Instant;
  readonly reason: ExceptionReason;
  readonly note: string;
  readonly approver: string;
  readonly granted_at: Instant;
  readonly withdrawn_at: Instant | null;
  readonly withdrawn_by: string | null;
}

export interface PassRow {
  readonly id: PassId;
  readonly compound: CompoundId;
  readonly kind: PassKind;
  readonly household: HouseholdId | null;
  readonly resident: string | null;
  readonly not_before: Instant;
  readonly expires: Instant | null;
  /** ISO weekdays as JSON; null is every day. */
  readonly weekdays: Json | null;
  readonly hours_from: string | null;
  readonly hours_to: string | null;
  readonly revoked: Flag;
  readonly code: string;
  /** The QR text it was issued with. */
  readonly qr: string;
  readonly issued_at: Instant;
}

export interface SigningKeyRow {
  readonly id: string;
  /** The 32 secret bytes as hex. */
  readonly seed: string;
  readonly created_at: Instant;
  /** The first instant at which what it has signed is over; null: never. */
  readonly ends_at: Instant | null;
  readonly revoked_at: Instant | null;
}

/** A card that stands for a pass. */
export interface CardRow {
  /** Its full number: hex digits in capitals. */
  readonly card: string;
  readonly pass: PassId;
  readonly compound: CompoundId;
  readonly bound_at: Instant;
  readonly bound_by: string;
}

export interface HouseholdStateRow {
  readonly compound: CompoundId;
  readonly key: string;
  readonly state: Json;
  /** Id of the entry that arrived last; the state is the fold of the effects up to it. */
  readonly last_entry: number;
}

export interface JournalRow {
  readonly number: Generated<number>;
  readonly journal: JournalId;
  readonly gate: GateId;
  readonly last_entry: number;
  readonly top_seq: number;
  readonly hash: string;
}

export interface EntryRow {
  readonly id: number;
  readonly journal: number;
  readonly seq: number;
  readonly at: Instant;
  readonly received_at: Instant;
  readonly direction: EntryRecord['direction'];
  readonly verdict: EntryRecord['verdict'];
  readonly reason: string;
  readonly next_at: Instant | null;
  readonly decided_by: EntryRecord['decidedBy'];
  readonly decided_at: Instant;
  readonly conflict: Flag;
  readonly policy_version: number;
  readonly book_version: number;
  /** See `effects-code.ts`. */
  readonly effects: string;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
  /** The entry of the same household that arrived before; null for the first. */
  readonly previous: number | null;
  /** See `entry-parts.ts`. */
  readonly presentation: string;
  readonly reading: string | null;
  /** See `trace-book.ts`. */
  readonly trace: string;
  /** See `chain.ts`. */
  readonly hash: string;
}

/** A line of traces; `{pass}` in it stands for the pass of the entry. */
export interface TraceLineRow {
  readonly id: string;
  readonly rule: string;
  readonly zh: string;
  readonly en: string;
}

/** How far something that follows the ledger has come. */
export interface LedgerMarkRow {
  readonly name: string;
  readonly entry: number;
}

/** Where an entry stands in its journal, as a view: on SQLite of the saved places and of the entries behind their mark. */
export interface EntryPlaceRow {
  /** Number of the journal. */
  readonly journal: number;
  readonly seq: number;
  /** Id of the entry. */
  readonly entry: number;
}

export interface QuarantineRow {
  readonly id: Generated<number>;
  readonly gate: GateId;
  readonly topic: string;
  readonly problem: string;
  readonly excerpt: string;
  readonly received_at: Instant;
}

export interface AccountRow {
  readonly user: string;
  readonly role: Role;
  readonly password_hash: string;
  readonly created_at: Instant;
}

export interface SessionRow {
  readonly token_hash: string;
  readonly user: string;
  readonly expires_at: Instant;
}

export interface TokenRow {
  readonly name: string;
  readonly token_hash: string;
  readonly role: Role;
  readonly created_at: Instant;
}

/** Every table of the central database, for Kysely. */
export interface Schema extends RetentionSchema, RegisterSchema, AlarmTables, AmendmentSchema {
  readonly compounds: CompoundRow;
  readonly policies: PolicyRow;
  readonly gates: GateRow;
  readonly households: HouseholdRow;
  readonly residents: ResidentRow;
  readonly passes: PassRow;
  readonly exceptions: ExceptionRow;
  readonly signing_keys: SigningKeyRow;
  readonly cards: CardRow;
  readonly household_states: HouseholdStateRow;
  readonly journals: JournalRow;
  readonly entries: EntryRow;
  readonly entry_places: EntryPlaceRow;
  readonly trace_lines: TraceLineRow;
  readonly ledger_marks: LedgerMarkRow;
  readonly quarantine: QuarantineRow;
  readonly accounts: AccountRow;
  readonly sessions: SessionRow;
  readonly tokens: TokenRow;
}
