import type { JournalId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry, LocalDecision } from '#core/wire/entry.js';

/** An entry before the journal has given it its identity. */
export type EntryDraft = Omit<Entry, 'journal' | 'seq'>;

/** What waits for the service. */
export interface Backlog {
  readonly count: number;
  readonly oldestAt: Instant | null;
}

/**
 * The gateway's durable record of its entries. An entry stays pending until its decision or receipt; pending entries are
 * never pruned. Every change is on the disk when its promise resolves.
 * Faults are GateError `journal-failed`.
 */
export interface Journal {
  /** Minted with the journal file; half of every entry's identity. */
  readonly id: JournalId;
  /** Time of the newest entry when the journal was opened: no later moment can be earlier (DESIGN section 3, Clock). */
  readonly newestAt: Instant | null;
  /** Gives the next `seq` (1, 2, 3 without gaps) and stores the entry. */
  append(draft: EntryDraft): Promise<Entry>;
  /** Marks an entry as decided by the gate itself, before it is sent so; gives the entry as it is from now on. */
  decideLocally(seq: number, local: LocalDecision): Promise<Entry>;
  /** The service has the entry: with its decision, or with a bare receipt (null). False when it was not pending. */
  settle(seq: number, decision: Decision | null): Promise<boolean>;
  /** Every `seq` that waits for the service, in order. */
  pending(): Promise<number[]>;
  /** The entries with these numbers, in order; numbers that are not there are left out. */
  read(seqs: readonly number[]): Promise<Entry[]>;
  backlog(): Promise<Backlog>;
  close(): Promise<void>;
}
