const FIRST_SIZE = 4_096;
const UNUSED = 0;
const ANSWERED = -1;

export type Settled =
  | { readonly kind: 'answered'; readonly sentAt: number }
  | { readonly kind: 'doubled' }
  | { readonly kind: 'foreign' };

const DOUBLED: Settled = { kind: 'doubled' };
const FOREIGN: Settled = { kind: 'foreign' };

/** When each entry of one journal was sent, so that each is answered exactly once. `seq` counts from 1. */
export class PendingEntries {
  #sentAt = new Float64Array(FIRST_SIZE);
  #last = 0;

  /** The number of the entry that is sent at this instant (above 0). */
  send(now: number): number {
    this.#last += 1;
    if (this.#last >= this.#sentAt.length) this.#grow();
    this.#sentAt[this.#last] = now;
    return this.#last;
  }

  settle(seq: number): Settled {
    const sentAt = this.#sentAt[seq] ?? UNUSED;
    if (sentAt === UNUSED) return FOREIGN;
    if (sentAt === ANSWERED) return DOUBLED;
    this.#sentAt[seq] = ANSWERED;
    return { kind: 'answered', sentAt };
  }

  #grow(): void {
    const larger = new Float64Array(this.#sentAt.length * 2);
    larger.set(this.#sentAt);
    this.#sentAt = larger;
  }
}
