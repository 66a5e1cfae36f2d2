import { GateError, hasCode } from '#core/errors/gate-error.js';
import type { CancelTimer, Clock } from '#core/ports/clock.js';
import { SECOND, type Milliseconds } from '#core/units/instant.js';
import { Flight, type Work } from './flight.js';

interface GroupCommitOptions<Item, Result> {
  readonly work: Work<Item, Result>;
  readonly clock: Clock;
  /** Most items that share a transaction. */
  readonly maxBatch: number;
  /** Most items that may wait; one more is not taken. */
  readonly maxWaiting: number;
  /** Whether the batch may be prepared while the one before it is being written. Left out: every batch may. */
  overlaps?(items: readonly Item[]): boolean;
  /** The transaction of these items is committed; the results are in their order. */
  onCommitted(items: readonly Item[], results: readonly Result[]): void;
  /** The same once the answers are on their way: for what can wait. */
  onAnswered?(items: readonly Item[], results: readonly Result[]): void;
  /** The item was not done: it is itself at fault, or the service stopped while the database was. */
  onRefused(item: Item, error: unknown): void;
  /** The database failed; the batch is tried again. */
  onFault?(error: unknown, size: number): void;
}

interface Committed<Item, Result> {
  readonly batch: readonly Item[];
  readonly results: readonly Result[];
}

/** Waits between tries while the database is at fault: soon enough to be back 5 s after it (faults.md, G16). */
const RETRY_WAITS: readonly Milliseconds[] = [50, 100, 250, 500, SECOND, 2 * SECOND];
/** Items that wait from which preparing them takes as long as a write: fewer share the next one instead. */
const CROWD = 64;

/**
 * Group commit: while one transaction is in flight, items gather; the next takes all of them. A lone item waits for
 * nobody, a crowd shares one sync of the disk and is prepared while the batch before it is written. A fault of the database
 * is waited out; an item that is itself at fault fails alone, because its batch is then done one by one.
 */
export class GroupCommit<Item, Result> {
  readonly #options: GroupCommitOptions<Item, Result>;
  #waiting: Item[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;
  /** The batch that was committed last, until its items are told. */
  #untold: Committed<Item, Result> | null = null;
  #wake: () => void = () => undefined;
  #crowded: () => void = () => undefined;

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
    if (this.#waiting.length === CROWD) this.#crowded();
    this.#running ??= this.#run();
    return true;
  }

  /** Takes nothing more; resolves when all that was taken is committed, or given up because the database is at fault. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
    // Behind what could wait of the last batch.
    await new Promise<void>((resolve) => process.nextTick(resolve));
  }

  async #run(): Promise<void> {
    // What comes with one chunk of a socket shares the first transaction.
    await Promise.resolve();
    for (let before: Flight<Item, Result> | null = null; ;) {
      if (before !== null && (await this.#isDoneBeforeCrowd(before))) {
        await this.#settle(before, null);
        before = null;
      } else if (this.#waiting.length > 0) {
        before = await this.#begin(this.#take(), before);
      } else {
        break;
      }
    }
    this.#running = null;
  }

  /** Begins a batch, at most one ahead of the disk. Answers it when it is being written. */
  async #begin(
    batch: readonly Item[],
    before: Flight<Item, Result> | null,
  ): Promise<Flight<Item, Result> | null> {
    const overlaps = this.#options.overlaps?.(batch) ?? true;
    if (before !== null && !overlaps) await this.#settle(before, null);
    const flight = new Flight(batch, this.#options.work);
    await flight.writing;
    if (before !== null && overlaps) await this.#settle(before, flight);
    if (!flight.isDone) return flight;
    await this.#settle(flight, null);
    return null;
  }

  /** Whether the batch that is being written is done; false when there is a crowd to prepare meanwhile. */
  async #isDoneBeforeCrowd(before: Flight<Item, Result>): Promise<boolean> {
    if (!before.isDone && this.#waiting.length < CROWD) {
      const crowded = new Promise<void>((resolve) => {
        this.#crowded = resolve;
      });
      await Promise.race([before.done, crowded]);
      this.#crowded = () => undefined;
    }
    // All that the sockets have comes along.
    if (!before.isDone) await nextTurn();
    return before.isDone;
  }

  #take(): readonly Item[] {
    const { maxBatch } = this.#options;
    const batch = this.#waiting.length <= maxBatch ? this.#waiting : this.#waiting.slice(0, maxBatch);
    this.#waiting = this.#waiting.slice(batch.length);
    return batch;
  }

  /** Tells what came of a batch. When it failed, nothing else is done before it, and `next` fails with it. */
  async #settle(flight: Flight<Item, Result>, next: Flight<Item, Result> | null): Promise<void> {
    const done = await flight.done;
    if (done.results !== null) {
      this.#tell(flight.batch, done.results);
      return;
    }
    await next?.done;
    await this.#again(flight.batch, done.error);
  }

  async #again(batch: readonly Item[], firstError: unknown): Promise<void> {
    let error = firstError;
    for (let attempt = 0; ; attempt += 1) {
      if (!isDatabaseFault(error)) return this.#oneByOne(batch, error);
      this.#options.onFault?.(error, batch.length);
      if (this.#stopped) {
        for (const item of batch) this.#options.onRefused(item, error);
        return;
      }
      await this.#pause(attempt);
      const done = await new Flight(batch, this.#options.work).done;
      if (done.results !== null) {
        this.#tell(batch, done.results);
        return;
      }
      error = done.error;
    }
  }

  /** Answers while the database already works on the next batch, if there is one. */
  #tell(batch: readonly Item[], results: readonly Result[]): void {
    if (results.length !== batch.length) {
      throw new GateError('internal-fault', { id: 'group commit without all results' });
    }
    this.#tellUntold();
    this.#untold = { batch, results };
    if (this.#waiting.length === 0) this.#tellUntold();
    else setImmediate(() => this.#tellUntold());
  }

  #tellUntold(): void {
    const untold = this.#untold;
    if (untold === null) return;
    this.#untold = null;
    const { batch, results } = untold;
    this.#options.onCommitted(batch, results);
    // Behind the writes to the sockets, which have their turn in the same queue.
    process.nextTick(() => this.#options.onAnswered?.(batch, results));
  }

  async #oneByOne(batch: readonly Item[], error: unknown): Promise<void> {
    if (batch.length > 1) {
      for (const item of batch) await this.#settle(new Flight([item], this.#options.work), null);
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
