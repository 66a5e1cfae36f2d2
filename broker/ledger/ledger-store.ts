import type { Alarm } from '#core/api/alarms.js';
import type { Pass } from '#core/pass/pass.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId, GateId, JournalId, PassId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { EntryRow } from '../storage/schema.js';
import type { PassQuestion } from './credential-lookup.js';

/** Where a gate stands: its compound with the versions in force. */
export interface GatePlace {
  readonly gate: GateId;
  readonly compound: CompoundId;
  readonly timezone: string;
  readonly policyVersion: number;
  readonly bookVersion: number;
}

/** A journal the ledger knows, with its number and the gate that owns it. */
export interface KnownJournal {
  readonly number: number;
  readonly gate: GateId;
}

/** A pass with what else the rules must know about its household and person. */
export interface FoundPass {
  readonly question: PassQuestion;
  readonly pass: Pass;
  readonly householdSealed: boolean;
  readonly personIsolated: boolean;
  readonly state: HouseholdState;
}

/** An entry that is in the ledger already. */
export interface RecordedEntry {
  readonly decision: Decision;
  readonly document: string;
}

/** A change to the alarms, in the order it happened. */
export type AlarmChange =
  | { readonly kind: 'raise'; readonly alarm: Omit<Alarm, 'id'>; readonly pass: PassId | null }
  /** The suspicion of fever on a pass is settled. */
  | { readonly kind: 'settle-suspicion'; readonly compound: CompoundId; readonly pass: PassId };

export interface StateChange {
  readonly compound: CompoundId;
  readonly key: string;
  readonly state: HouseholdState;
}

/** What one transaction of the ledger can read and write; all of it set-wise. */
export interface LedgerSession {
  places(gates: readonly GateId[]): Promise<readonly GatePlace[]>;
  policy(compound: CompoundId, version: number): Promise<PolicyRules>;
  /** The journals with their owners; those seen for the first time become the gate's. */
  journals(used: ReadonlyMap<JournalId, GateId>): Promise<ReadonlyMap<JournalId, KnownJournal>>;
  recorded(
    entries: readonly { readonly journal: JournalId; readonly number: number; readonly seq: number }[],
  ): Promise<readonly RecordedEntry[]>;
  passes(questions: readonly PassQuestion[]): Promise<readonly FoundPass[]>;
  /** The highest id in the ledger; ids grow by one in order of arrival. */
  lastId(): Promise<number>;
  addEntries(rows: readonly EntryRow[]): Promise<void>;
  putStates(states: readonly StateChange[]): Promise<void>;
  /** The alarms that were raised or cleared, as they stand now. */
  changeAlarm(change: AlarmChange): Promise<readonly Alarm[]>;
}

/** The ledger's storage: one engine, one class. */
export interface LedgerStore {
  /** Commits when the work resolves; rolls back and rethrows when it throws. */
  transaction<T>(work: (session: LedgerSession) => Promise<T>): Promise<T>;
}
