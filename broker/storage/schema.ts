import type { PassKind } from '#core/pass/pass.js';
import type { Alarm } from '#core/api/alarms.js';
import type { EntryRecord } from '#core/api/entries.js';
import type { Role } from '#core/api/accounts.js';
import type { CompoundId, GateId, HouseholdId, JournalId, LaneId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Generated } from 'kysely';
import type { RegisterSchema } from './register-schema.js';

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
  readonly issued_at: Instant;
}

export interface SigningKeyRow {
  readonly id: string;
  /** The 32 secret bytes as hex. */
  readonly seed: string;
  readonly created_at: Instant;
}

export interface HouseholdStateRow {
  readonly compound: CompoundId;
  readonly key: string;
  readonly state: Json;
}

export interface JournalRow {
  readonly number: Generated<number>;
  readonly journal: JournalId;
  readonly gate: GateId;
}

export interface EntryRow {
  readonly id: number;
  readonly journal: number;
  readonly seq: number;
  readonly gate: GateId;
  readonly compound: CompoundId;
  readonly at: Instant;
  readonly received_at: Instant;
  readonly lane: LaneId;
  readonly direction: EntryRecord['direction'];
  readonly purpose: EntryRecord['purpose'];
  readonly credential_kind: EntryRecord['credentialKind'];
  readonly body_c: number | null;
  readonly verdict: EntryRecord['verdict'];
  readonly reason: string;
  readonly next_at: Instant | null;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
  readonly decided_by: EntryRecord['decidedBy'];
  readonly decided_at: Instant;
  readonly conflict: Flag;
  readonly policy_version: number;
  readonly book_version: number;
  readonly trace: Json;
  readonly entry: Json;
}

export interface AlarmRow {
  readonly id: Generated<number>;
  readonly kind: Alarm['kind'];
  readonly severity: Alarm['severity'];
  readonly state: Alarm['state'];
  readonly compound: CompoundId;
  readonly gate: GateId;
  readonly household: HouseholdId | null;
  readonly pass: PassId | null;
  readonly journal: JournalId;
  readonly seq: number;
  readonly raised_at: Instant;
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
export interface Schema extends RegisterSchema {
  readonly compounds: CompoundRow;
  readonly policies: PolicyRow;
  readonly gates: GateRow;
  readonly households: HouseholdRow;
  readonly residents: ResidentRow;
  readonly passes: PassRow;
  readonly signing_keys: SigningKeyRow;
  readonly household_states: HouseholdStateRow;
  readonly journals: JournalRow;
  readonly entries: EntryRow;
  readonly alarms: AlarmRow;
  readonly quarantine: QuarantineRow;
  readonly accounts: AccountRow;
  readonly sessions: SessionRow;
  readonly tokens: TokenRow;
}
