import type { JournalId } from '#core/units/ids.js';
import type { AmendmentRow } from '../storage/amendment-schema.js';
import type { HouseholdHistory } from '../storage/household-history.js';
import type { AmendableRow } from '../storage/read-amendable.js';
import type {
  AlarmChange,
  ChangedAlarms,
  JournalChange,
  KnownJournal,
  LedgerState,
  StateChange,
} from './ledger-store.js';

/** What an amendment asks the ledger. */
export interface AmendmentQuestion {
  readonly journal: JournalId;
  /** Seq of the entry it is about. */
  readonly entry: number;
  /** Its own seq in the journal; null when it is made at the centre. */
  readonly seq: number | null;
}

/** What the ledger answers, as it stands inside the transaction. */
export interface AmendmentFacts {
  /** The id of the amendment, which grows in order of arrival with those of entries. */
  readonly id: number;
  readonly journal: KnownJournal;
  readonly entry: AmendableRow;
  /** What has its own seq already. */
  readonly taken: AmendmentRow | 'entry' | null;
  /** Null where the entry is nobody's, or it is erased whose. */
  readonly household: AmendableHousehold | null;
}

/** The household of the entry, or the pass without one, under the key of its state. */
export interface AmendableHousehold extends LedgerState {
  readonly key: string;
  readonly history: HouseholdHistory;
}

export interface AmendmentWrites {
  readonly row: AmendmentRow;
  readonly journal: JournalChange;
  /** Null where it is nobody's. */
  readonly state: StateChange | null;
  readonly alarms: readonly AlarmChange[];
}

/** What was decided, and what of it is to be written; null: nothing. */
export interface DecidedAmendment<Answer> {
  readonly answer: Answer;
  readonly writes: AmendmentWrites | null;
}

export interface CommittedAmendment<Answer> {
  readonly answer: Answer;
  readonly alarms: ChangedAlarms;
}

/** Where amendments are written: the storage of the ledger. */
export interface AmendmentStore {
  /**
   * Reads, lets `decide` decide, and writes, in one transaction. On SQLite it must not run beside a batch of entries: see
   * `EntryIntake.behind`. Null when the ledger has no such entry.
   */
  amend<Answer>(
    question: AmendmentQuestion,
    decide: (facts: AmendmentFacts) => DecidedAmendment<Answer>,
  ): Promise<CommittedAmendment<Answer> | null>;
}
