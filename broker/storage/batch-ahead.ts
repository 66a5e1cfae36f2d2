import { GateError } from '#core/errors/gate-error.js';
import type { JournalId } from '#core/units/ids.js';
import type { AlarmChange, BatchWrites, JournalChange } from '../ledger/ledger-store.js';
import type { DecidedState } from '../ledger/state-slot.js';

/**
 * What a batch that is being written leaves, for the batch that is decided meanwhile. Nobody else sees it before it is
 * committed.
 */
export class BatchAhead {
  /** Of its last row. */
  readonly lastEntry: number;
  readonly states: readonly DecidedState[];
  readonly journals: readonly JournalChange[];
  readonly #journals = new Map<JournalId, JournalChange>();
  /** Highest number of its journals. */
  readonly lastJournal: number;
  #failed = false;

  /** @param lastEntry id of the last row before it */
  constructor({ rows, states, journals }: BatchWrites, lastEntry: number) {
    this.lastEntry = lastEntry + rows.length;
    this.states = states;
    this.journals = journals;
    for (const change of journals) this.#journals.set(change.journal, change);
    this.lastJournal = journals.reduce((last, { number }) => Math.max(last, number), 0);
  }

  journal(id: JournalId): JournalChange | undefined {
    return this.#journals.get(id);
  }

  /** It will not be written: what it made of the states no longer stands on top of them. */
  fail(): void {
    this.#failed = true;
    for (const state of this.states) state.end();
  }

  /** @throws GateError `database-failed` when it was not written: what was decided on it must be decided anew. */
  demandWritten(): void {
    if (!this.#failed) return;
    const problem = 'the batch before it was not written';
    throw new GateError('database-failed', { path: 'ledger', action: 'commit', problem });
  }
}

/** What is left of a decided batch: its rows are garbage once they are written down for the disk. */
export interface BatchToWrite {
  /** Null when there is nothing to write. */
  readonly script: string | null;
  readonly alarms: readonly AlarmChange[];
  readonly ahead: BatchAhead;
}
