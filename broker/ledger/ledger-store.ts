import type { CaseEvent } from '#core/alarms/fever-case.js';
import type { Alarm } from '#core/api/alarms.js';
import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { Pass } from '#core/pass/pass.js';
import type { Policy } from '#core/policy/policy.js';
import type { HouseholdState } from '#core/rules/household-state.js';
import type { CompoundId, GateId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { EntryRow, TraceLineRow } from '../storage/schema.js';
import type { AmendmentStore } from './amendment-store.js';
import type { PassQuestion } from './pass-question.js';
import type { DecidedState, StateSlot } from './state-slot.js';

/** Where a gate stands. A gate never moves to another compound, so this never changes. */
export interface GatePlace {
  readonly gate: GateId;
  readonly compound: CompoundId;
  readonly timezone: string;
}

/** The one-off exceptions of households that have any, used or not. */
export type HouseholdExceptions = ReadonlyMap<HouseholdId, readonly OneOffException[]>;

/** What is in force in a compound. */
export interface CompoundInForce {
  readonly policy: Policy;
  readonly bookVersion: number;
  readonly exceptions: HouseholdExceptions;
}

/** A journal the ledger knows: its number, the gate that owns it, and where its chain stands. */
export interface KnownJournal {
  readonly number: number;
  readonly gate: GateId;
  /** The highest seq so far; 0 when there is none. */
  readonly topSeq: number;
  /** Hash of the row of this journal that arrived last; empty when there is none. */
  readonly hash: string;
}

/** The state of a household, or of a pass without one, and its entry that arrived last. */
export interface LedgerState {
  readonly state: HouseholdState;
  /** Id of the last entry; 0 when there is none. */
  readonly lastEntry: number;
}

/** A pass with what else the rules must know about its household and person. */
export interface FoundPass {
  readonly pass: Pass;
  /** Of its household: one and the same for all its passes. */
  readonly slot: StateSlot;
  /** The QR text it was issued with; null when nobody needs it, because it was not found by its id. */
  readonly qr: string | null;
  readonly householdSealed: boolean;
  readonly personIsolated: boolean;
}

/** An entry that is in the ledger already. */
export interface RecordedEntry {
  readonly row: EntryRow;
  /** The QR text of its pass, which the row leaves out; null without a pass. */
  readonly qr: string | null;
}

/** Everything a batch asks the ledger, set-wise. */
export interface BatchQuestions {
  readonly compounds: readonly CompoundId[];
  /** The journals with the gates that use them; those seen for the first time become the gate's. */
  readonly journals: ReadonlyMap<JournalId, GateId>;
  readonly entries: readonly { readonly journal: JournalId; readonly seq: number }[];
  /** Of each arrival; null where it asks for none. The same may be asked for more than once. */
  readonly passes: readonly (PassQuestion | null)[];
}

/** What the ledger answers, as it stands inside the transaction. */
export interface BatchFacts {
  compound(id: CompoundId): CompoundInForce | undefined;
  journal(id: JournalId): KnownJournal | undefined;
  recorded(journal: JournalId, seq: number): RecordedEntry | undefined;
  /** The answer to the n-th question for a pass, from 0. */
  pass(index: number): FoundPass | null;
  /** The id of the n-th new entry of the batch, from 0; ids grow in order of arrival. */
  entryId(index: number): number;
}

export type NewAlarm = Pick<
  Alarm,
  'kind' | 'severity' | 'compound' | 'gate' | 'household' | 'journal' | 'seq' | 'raisedAt'
>;

/** A change to the alarms, in the order it happened. */
export type AlarmChange =
  | {
      readonly kind: 'raise';
      readonly alarm: NewAlarm;
      readonly pass: PassId | null;
      /** When people can first see it. */
      readonly knownAt: Instant;
      /** What it adds to the case of a fever; null for the other kinds. */
      readonly event: CaseEvent | null;
    }
  /** The suspicion of fever on a pass is settled, at whichever gate it began. */
  | {
      readonly kind: 'settle-suspicion';
      readonly compound: CompoundId;
      readonly pass: PassId;
      readonly event: CaseEvent;
    };

export interface StateChange extends LedgerState {
  readonly compound: CompoundId;
  readonly key: string;
}

/** Where the chain of a journal stands after the batch. */
export interface JournalChange {
  readonly journal: JournalId;
  readonly number: number;
  readonly gate: GateId;
  readonly topSeq: number;
  readonly lastEntry: number;
  readonly hash: string;
}

/** Everything a batch writes. */
export interface BatchWrites {
  readonly rows: readonly EntryRow[];
  readonly states: readonly DecidedState[];
  readonly journals: readonly JournalChange[];
  /** Lines of traces that may not be stored yet. */
  readonly lines: readonly TraceLineRow[];
  readonly alarms: readonly AlarmChange[];
}

/** The alarms each change raised or cleared, as they stand now, in the order of the changes; empty when there is none. */
export type ChangedAlarms = readonly (readonly Alarm[])[];

/** The ledger's storage: one engine, one class; all of them pass the same contract suite. */
export interface LedgerStore extends AmendmentStore {
  /** Where the gates stand; those not in the register are left out. */
  places(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>>;
  /**
   * Reads, lets `decide` decide, and writes, all in one transaction: whoever else decides on one of these households waits
   * or is waited for. Resolves after the commit, with the alarms that were changed; when anything throws, nothing was written.
   *
   * A store that can decide one batch while another is written calls `writing` when only the write is left. Another may
   * be committed from then on: it is decided on what this one leaves, and throws `database-failed` when this one fails.
   */
  commit(
    questions: BatchQuestions,
    decide: (facts: BatchFacts) => BatchWrites,
    writing?: () => void,
  ): Promise<ChangedAlarms>;
  /** The states under these keys as the committed entries have left them; those without one are left out. */
  states(compound: CompoundId, keys: readonly string[]): Promise<ReadonlyMap<string, LedgerState>>;
  /** Brings `household_states` and `journals` up to the last entry, so that any query may read them. */
  settle(): Promise<void>;
  /** The states of a compound were deleted: whatever is kept of them elsewhere goes too. */
  forget(compound: CompoundId): void;
}
