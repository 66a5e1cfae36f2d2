/**
 * Does all items in one transaction: resolves with a result for each, in order, or throws and has done none. It calls
 * `writing` when all that is left to do is the write; what is begun then must fail when this one does.
 */
export type Work<Item, Result> = (items: readonly Item[], writing: () => void) => Promise<readonly Result[]>;

type Done<Result> =
  { readonly results: readonly Result[] } | { readonly results: null; readonly error: unknown };

/** One batch on its way to the disk. */
export class Flight<Item, Result> {
  readonly batch: readonly Item[];
  /** Resolves when another batch may be prepared: this one is being written, or done. */
  readonly writing: Promise<void>;
  /** Never rejects. */
  readonly done: Promise<Done<Result>>;
  #isDone = false;

  constructor(batch: readonly Item[], work: Work<Item, Result>) {
    this.batch = batch;
    let tellWriting: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      tellWriting = resolve;
    });
    this.done = this.#try(work, tellWriting);
    this.writing = Promise.race([begun, this.done.then(() => undefined)]);
  }

  get isDone(): boolean {
    return this.#isDone;
  }

  async #try(work: Work<Item, Result>, writing: () => void): Promise<Done<Result>> {
    try {
      return { results: await work(this.batch, writing) };
    } catch (error) {
      return { results: null, error };
    } finally {
      this.#isDone = true;
    }
  }
}
