/**
 * Batches of entries that this node has committed, by their numbers, until their event is heard. A batch whose commit was
 * cut off is not among them: if it turns out to have been committed all the same, its event is news here too.
 */
export class OwnBatches {
  #last = 0;
  readonly #pending = new Map<number, Promise<boolean>>();
  readonly #committed = new Set<number>();

  /** Gives the next number; `work` commits the batch under it. */
  during<T>(work: (batch: number) => Promise<T>): Promise<T> {
    this.#last += 1;
    const batch = this.#last;
    const done = work(batch);
    const isCommitted = done.then(
      () => {
        this.#committed.add(batch);
        return true;
      },
      () => false,
    );
    const settled = isCommitted.finally(() => this.#pending.delete(batch));
    this.#pending.set(batch, settled);
    return done;
  }

  /** The event of a batch was heard: whether this node has dealt with the batch when it committed it. */
  async heard(batch: number): Promise<boolean> {
    await this.#pending.get(batch);
    return this.#committed.delete(batch);
  }

  /** Events were missed, so those of committed batches may never be heard. */
  forget(): void {
    this.#committed.clear();
  }
}
