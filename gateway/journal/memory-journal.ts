import { GateError } from '#core/errors/gate-error.js';
import type { Entropy } from '#core/ports/entropy.js';
import { journalId, type JournalId } from '#core/units/ids.js';
import type { Decision } from '#core/wire/decision.js';
import type { Entry, LocalDecision } from '#core/wire/entry.js';
import type { Backlog, EntryDraft, Journal } from './journal.js';

/** A journal in memory, for tests and rehearsals. It outlives nothing, and can be made to fail. */
export class MemoryJournal implements Journal {
  readonly id: JournalId;
  readonly newestAt = null;
  /** Set: every change fails with this problem, as a full disk would. */
  problem: string | null = null;
  /** Decisions by `seq`; null for a bare receipt. */
  readonly settled = new Map<number, Decision | null>();
  readonly #entries = new Map<number, Entry>();

  constructor(entropy: Entropy) {
    this.id = journalId(entropy.uuid());
  }

  async append(draft: EntryDraft): Promise<Entry> {
    await this.#flush();
    const entry = { journal: this.id, seq: this.#entries.size + 1, ...draft };
    this.#entries.set(entry.seq, entry);
    return entry;
  }

  async decideLocally(seq: number, local: LocalDecision): Promise<Entry> {
    await this.#flush();
    const entry = this.#entries.get(seq);
    if (entry === undefined) throw this.#fault(`it has no entry ${seq}`);
    const decided = { ...entry, local };
    this.#entries.set(seq, decided);
    return decided;
  }

  async settle(seq: number, decision: Decision | null): Promise<boolean> {
    await this.#flush();
    if (!this.#entries.has(seq) || this.settled.has(seq)) return false;
    this.settled.set(seq, decision);
    return true;
  }

  pending(): Promise<number[]> {
    return Promise.resolve([...this.#entries.keys()].filter((seq) => !this.settled.has(seq)));
  }

  read(seqs: readonly number[]): Promise<Entry[]> {
    const wanted = new Set(seqs);
    return Promise.resolve([...this.#entries.values()].filter(({ seq }) => wanted.has(seq)));
  }

  async backlog(): Promise<Backlog> {
    const pending = await this.pending();
    const oldest = this.#entries.get(pending[0] ?? 0);
    return { count: pending.length, oldestAt: oldest?.at ?? null };
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  async #flush(): Promise<void> {
    await Promise.resolve();
    if (this.problem !== null) throw this.#fault(this.problem);
  }

  #fault(problem: string): GateError {
    return new GateError('journal-failed', { path: 'memory', problem });
  }
}
