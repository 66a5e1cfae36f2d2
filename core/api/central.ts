import type { CompoundId, HouseholdId, JournalId, PassId } from '#core/units/ids.js';
import type { Accounts } from './accounts.js';
import type { Alarms } from './alarms.js';
import type { EntryDetail, EntryQuery, EntryRecord } from './entries.js';
import type { Exceptions } from './exceptions.js';
import type { AddedGate, GateState, NewGate } from './gates.js';
import type { EntryExportQuery, HouseholdExportQuery, OutgoingFile } from './exports.js';
import type { Import, ImportChange, ImportChangesQuery, ImportCommit, ImportUploadQuery } from './imports.js';
import type { BoundCard } from './cards.js';
import type { NewKey, SigningKey } from './keys.js';
import type { LiveFeed } from './live.js';
import type { Page, Paging } from './paging.js';
import type { Policies } from './policies.js';
import type { Printing } from './printing.js';
import type { QuarantinedMessage } from './quarantine.js';
import type { EndOfEpidemicRequest, RetentionRules, SignedReport } from './retention.js';
import type { Compound, Household, HouseholdBody, HouseholdQuery, IssuedPass, NewPass } from './register.js';
import type {
  Care,
  Contact,
  HouseholdPath,
  IsolationChange,
  ResidentDetail,
  ResidentPath,
  Seal,
} from './residents.js';

export interface Gates {
  list(): Promise<readonly GateState[]>;
  /** @throws GateError `already-exists`, `not-found` (compound) */
  add(gate: NewGate): Promise<AddedGate>;
}

export interface Compounds {
  list(): Promise<readonly Compound[]>;
  /** @throws GateError `already-exists`, `zone-unknown` */
  add(compound: Compound): Promise<Compound>;
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

/** Cards that stand for passes. @throws GateError `not-found` */
export interface Cards {
  of(pass: PassId): Promise<readonly BoundCard[]>;
  /** @throws GateError `card-invalid`, `card-pass-over`, `card-bound` */
  bind(pass: PassId, card: string, author: string): Promise<BoundCard>;
  /** @throws GateError `card-invalid` */
  unbind(pass: PassId, card: string): Promise<void>;
}

/** The keys that sign passes. */
export interface Keys {
  list(): Promise<readonly SigningKey[]>;
  rotate(request: NewKey): Promise<SigningKey>;
  /** @throws GateError `not-found` */
  revoke(key: string): Promise<SigningKey>;
}

/** What the register knows of single residents: contacts, special care, isolation. @throws GateError `not-found` */
export interface Residents {
  get(path: ResidentPath): Promise<ResidentDetail>;
  setContact(path: ResidentPath, contact: Contact): Promise<ResidentDetail>;
  /** Erases phone, relation, notes and identity number, also where imports still hold them. */
  eraseContact(path: ResidentPath): Promise<void>;
  setCare(path: ResidentPath, care: Care): Promise<ResidentDetail>;
  /** Puts under isolation, or lifts it; the gates hear of it at once. */
  setIsolation(path: ResidentPath, change: IsolationChange, author: string): Promise<ResidentDetail>;
}

/** Seals of single households. @throws GateError `not-found` */
export interface Seals {
  get(path: HouseholdPath): Promise<Seal>;
  set(
    path: HouseholdPath,
    change: { readonly sealed: boolean; readonly reason: string },
    author: string,
  ): Promise<Seal>;
}

/** A register file as it was handed in. */
export interface ImportUpload extends Omit<ImportUploadQuery, 'wait'> {
  readonly bytes: Uint8Array;
  readonly author: string;
  /** Whether the answer may wait until the check is done. */
  readonly wait: boolean;
}

/** The register from files: checked first, then taken over in one piece, and undone if need be. */
export interface Imports {
  /** @throws GateError `not-found` (compound), `import-busy` */
  upload(upload: ImportUpload): Promise<Import>;
  /** The newest imports of a compound. */
  list(compound: CompoundId): Promise<readonly Import[]>;
  /** @throws GateError `not-found` */
  get(id: string): Promise<Import>;
  changes(id: string, query: ImportChangesQuery): Promise<Page<ImportChange>>;
  /** The rejected rows in the format of the upload, with a column of reasons. */
  rejected(id: string): Promise<OutgoingFile>;
  /** @throws GateError `import-state-wrong`, `import-stale`, `import-switches-off`, `import-rows-unplaced` */
  commit(id: string, choice: ImportCommit, author: string): Promise<Import>;
  /** @throws GateError `import-state-wrong`, `import-changed-since` */
  undo(id: string, author: string): Promise<Import>;
}

/** Files out of the register and the ledger. */
export interface Exports {
  /** @throws GateError `not-found` (compound), `request-invalid` (full without a reason), `export-too-large` */
  households(query: HouseholdExportQuery, author: string): Promise<OutgoingFile>;
  entries(query: EntryExportQuery, author: string): Promise<OutgoingFile>;
}

export interface Entries {
  list(query: EntryQuery): Promise<Page<EntryRecord>>;
  get(journal: JournalId, seq: number): Promise<EntryDetail | null>;
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
  readonly policies: Policies;
  readonly exceptions: Exceptions;
  readonly households: Households;
  readonly passes: Passes;
  readonly cards: Cards;
  readonly keys: Keys;
  readonly residents: Residents;
  readonly seals: Seals;
  readonly imports: Imports;
  readonly exports: Exports;
  readonly printing: Printing;
  readonly entries: Entries;
  readonly alarms: Alarms;
  readonly retention: Retention;
  readonly endOfEpidemic: {
    /** @throws GateError `request-invalid`, `not-found` (compound) */
    run(request: EndOfEpidemicRequest, author: string): Promise<SignedReport>;
  };
  readonly quarantine: { list(paging: Paging): Promise<Page<QuarantinedMessage>> };
  readonly live: LiveFeed;
  readiness(): Promise<Readiness>;
}
