import { GateError, hasCode } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';

interface GroupCommitOptions<Item, Result> {
  /** Does all items in one transaction: resolves with a result for each, in order, or throws and has done none. */
  readonly work: (items: readonly Item[]) => Promise<readonly Result[]>;
  readonly clock: Clock;
  /** Most items that share a transaction. */
  readonly maxBatch: number;
  /** Most items that may wait; one more is not taken. */
  readonly maxWaiting: number;
  /** The transaction of these items is committed; the results are in their order. */
  onCommitted(items: readonly Item[], results: readonly Result[]): void;
  /** The item was not done: it is itself at fault, or the service stopped while the database was. */
  onRefused(item: Item, error: unknown): void;
  /** The database failed; the batch is tried again. */
  onFault?(error: unknown, size: number): void;
}

/** Waits between tries while the database is at fault: soon enough to be back 5 s after it (faults.md, G16). */
const RETRY_WAITS: readonly Milliseconds[] = [50, 100, 250, 500, SECOND, 2 * SECOND];

/**
 * Group commit: while one transaction is in flight, items gather; the next takes all of them. A lone item waits for
 * nobody, a crowd shares one sync of the disk. A fault of the database is waited out; an item that is itself at fault
 * fails alone, because its batch is then done one by one.
 */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>;
  #waiting: Item[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;
  /** Tells of the batch that was committed last, unless that has been done. */
  #untold: (() => void) | null = null;
  #wake: () => void = () => undefined;

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Whether the item was taken. It is not when too many wait, or the service stops: nobody answers then, and whoever sent
   * it sends it again.
   */
  submit(item: Item): boolean {
    if (this.#stopped || this.#waiting.length >= this.#options.maxWaiting) return false;
    this.#waiting.push(item);
    this.#running ??= this.#run();
    return true;
  }

  /** Takes nothing more; resolves when all that was taken is committed, or given up because the database is at fault. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    // What comes with the same turn of the event loop, such as one chunk of a socket, shares the first transaction.
    await nextTurn();
    while (this.#waiting.length > 0) await this.#commit(this.#take());
    this.#running = null;
  }

  #take(): readonly Item[] {
    const { maxBatch } = this.#options;
    const batch = this.#waiting.length <= maxBatch ? this.#waiting : this.#waiting.slice(0, maxBatch);
    this.#waiting = this.#waiting.slice(batch.length);
    return batch;
  }

  async #commit(batch: readonly Item[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      const done = await this.#try(batch);
      if (done.results !== null) {
        this.#tell(batch, done.results);
        return;
      }
      if (!isDatabaseFault(done.error)) return this.#oneByOne(batch, done.error);
      this.#options.onFault?.(done.error, batch.length);
      if (this.#stopped) {
        for (const item of batch) this.#options.onRefused(item, done.error);
        return;
      }
      await this.#pause(attempt);
    }
  }

  async #try(batch: readonly Item[]): Promise<{ results: readonly Result[] | null; error: unknown }> {
    try {
      return { results: await this.#options.work(batch), error: null };
    } catch (error) {
      return { results: null, error };
    }
  }

  /** Answers while the database already works on the next batch, if there is one. */
  #tell(batch: readonly Item[], results: readonly Result[]): void {
    if (results.length !== batch.length) {
      throw new GateError('internal-fault', { id: 'group commit without all results' });
    }
    this.#tellUntold();
    this.#untold = () => this.#options.onCommitted(batch, results);
    if (this.#waiting.length === 0) this.#tellUntold();
    else setImmediate(() => this.#tellUntold());
  }

  #tellUntold(): void {
    const tell = this.#untold;
    this.#untold = null;
    tell?.();
  }

  async #oneByOne(batch: readonly Item[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const item of batch) await this.#commit([item]);
    } else {
      this.#tellUntold();
      for (const item of batch) this.#options.onRefused(item, error);
    }
  }

  #pause(attempt: number): Promise<void> {
    const wait = RETRY_WAITS[Math.min(attempt, RETRY_WAITS.length - 1)] ?? SECOND;
    let cancel: CancelTimer = () => undefined;
    return new Promise<void>((resolve) => {
      this.#wake = resolve;
      cancel = this.#options.clock.after(wait, resolve);
    }).finally(() => {
      cancel();
      this.#wake = () => undefined;
    });
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Whether waiting may help: the database is full, locked or failing, and no item is to blame. */
function isDatabaseFault(error: unknown): boolean {
  return hasCode(error, 'database-failed') || hasCode(error, 'database-busy');
}
