import type { CompoundId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { PolicyRules } from '#core/policy/policy.js';
import type { Accounts } from './accounts.js';
import type { Alarm } from './alarms.js';
import type { AmendmentRecord, NewAmendment } from './amendments.js';
import type { EntryDetail, EntryQuery, EntryRecord } from './entries.js';
import type { AddedGate, GateState, NewGate } from './gates.js';
import type { Lists } from './lists.js';
import type { LiveFeed } from './live.js';
import type { Page, Paging } from './paging.js';
import type { QuarantinedMessage } from './quarantine.js';
import type { EndOfEpidemicRequest, RetentionRules, SignedReport } from './retention.js';
import type { SuspectThermometer } from './thermometers.js';
import type {
  Compound,
  Household,
  HouseholdBody,
  HouseholdQuery,
  IssuedPass,
  NewPass,
  PolicyVersion,
} from './register.js';

export interface Gates {
  list(): Promise<readonly GateState[]>;
  /** @throws GateError `already-exists`, `not-found` (compound) */
  add(gate: NewGate): Promise<AddedGate>;
}

export interface Compounds {
  list(): Promise<readonly Compound[]>;
  /** @throws GateError `already-exists`, `zone-unknown` */
  add(compound: Compound): Promise<Compound>;
  /** @throws GateError `not-found` */
  policy(compound: CompoundId): Promise<PolicyVersion>;
  /** Makes a new version, in force at once. */
  setPolicy(compound: CompoundId, rules: PolicyRules, author: string): Promise<PolicyVersion>;
}

export interface Households {
  list(query: HouseholdQuery): Promise<Page<Household>>;
  /** @throws GateError `not-found` */
  get(compound: CompoundId, household: HouseholdId): Promise<Household>;
  /** Adds the household or replaces its residents. */
  put(compound: CompoundId, household: HouseholdId, body: HouseholdBody): Promise<Household>;
}

export interface Passes {
  issue(pass: NewPass): Promise<IssuedPass>;
  /** @throws GateError `not-found` */
  revoke(pass: PassId): Promise<void>;
}

/** Names an entry. */
export interface EntryKey {
  readonly journal: JournalId;
  readonly seq: number;
}

export interface Entries {
  list(query: EntryQuery): Promise<Page<EntryRecord>>;
  get(journal: JournalId, seq: number): Promise<EntryDetail | null>;
}

export interface Amendments {
  /**
   * Adds a late correction to an entry, by the account named.
   * @throws GateError `not-found` (entry), `database-busy`
   */
  add(entry: EntryKey, amendment: NewAmendment, author: string): Promise<AmendmentRecord>;
}

export interface Retention {
  /** @throws GateError `not-found` (compound) */
  get(compound: CompoundId): Promise<RetentionRules>;
  /** @throws GateError `not-found` (compound) */
  set(compound: CompoundId, rules: RetentionRules, author: string): Promise<RetentionRules>;
}

export interface Readiness {
  readonly ready: boolean;
  readonly problem: string | null;
}

/** The central service as the dashboard sees it. The broker implements it; nothing of the broker is visible behind it. */
export interface Central {
  readonly accounts: Accounts;
  readonly gates: Gates;
  readonly compounds: Compounds;
  readonly households: Households;
  readonly passes: Passes;
  readonly entries: Entries;
  readonly amendments: Amendments;
  readonly alarms: { list(): Promise<readonly Alarm[]> };
  readonly lists: Lists;
  /** Thermometers that are suspect now, longest first. */
  readonly thermometers: { list(): readonly SuspectThermometer[] };
  readonly retention: Retention;
  readonly endOfEpidemic: {
    /** @throws GateError `request-invalid`, `not-found` (compound) */
    run(request: EndOfEpidemicRequest, author: string): Promise<SignedReport>;
  };
  readonly quarantine: { list(paging: Paging): Promise<Page<QuarantinedMessage>> };
  readonly live: LiveFeed;
  readiness(): Promise<Readiness>;
}
