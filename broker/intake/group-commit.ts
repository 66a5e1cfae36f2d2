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
  onBatch?(size: number): void;
  /** The database failed; the batch is tried again. */
  onFault?(error: unknown, size: number): void;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  resolve(result: Result): void;
  reject(error: unknown): void;
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
  #waiting: Waiting<Item, Result>[] = [];
  #running: Promise<void> | null = null;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(options: GroupCommitOptions<Item, Result>) {
    this.#options = options;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  /**
   * Resolves after the commit; rejects with the item's own fault. Null when it was not taken: too many wait, or the
   * service stops. Nobody answers then, and whoever sent the item sends it again.
   */
  submit(item: Item): Promise<Result> | null {
    if (this.#stopped || this.#waiting.length >= this.#options.maxWaiting) return null;
    const result = new Promise<Result>((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
    });
    this.#running ??= this.#run();
    return result;
  }

  /** Takes nothing more; resolves when all that was taken is committed, or given up because the database is at fault. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    // What comes with the same turn of the event loop, such as one chunk of a socket, shares the first transaction.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.slice(0, this.#options.maxBatch);
      this.#waiting = this.#waiting.slice(batch.length);
      await this.#commit(batch);
    }
    this.#running = null;
  }

  async #commit(batch: readonly Waiting<Item, Result>[]): Promise<void> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const results = await this.#options.work(batch.map(({ item }) => item));
        this.#options.onBatch?.(batch.length);
        batch.forEach((one, index) => settle(one, results[index]));
        return;
      } catch (error) {
        if (!isDatabaseFault(error)) return this.#oneByOne(batch, error);
        this.#options.onFault?.(error, batch.length);
        if (this.#stopped) {
          giveUp(batch, error);
          return;
        }
        await this.#pause(attempt);
      }
    }
  }

  async #oneByOne(batch: readonly Waiting<Item, Result>[], error: unknown): Promise<void> {
    if (batch.length === 1) giveUp(batch, error);
    else for (const one of batch) await this.#commit([one]);
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

/** Whether waiting may help: the database is full, locked or failing, and no item is to blame. */
function isDatabaseFault(error: unknown): boolean {
  return hasCode(error, 'database-failed') || hasCode(error, 'database-busy');
}

function settle<Item, Result>(one: Waiting<Item, Result>, result: Result | undefined): void {
  if (result === undefined)
    one.reject(new GateError('internal-fault', { id: 'group commit without a result' }));
  else one.resolve(result);
}

function giveUp<Item, Result>(batch: readonly Waiting<Item, Result>[], error: unknown): void {
  for (const one of batch) one.reject(error);
}
