/** Why the feed stands still. */
export type HoldReason = 'hover' | 'focus' | 'scroll';

/** Holds the feed while there is at least one reason to, and lets it go with the last of them. */
export class FeedHold {
  readonly #reasons = new Set<HoldReason>();
  readonly #act: (message: { readonly kind: 'hold' | 'release' }) => void;

  constructor(act: (message: { readonly kind: 'hold' | 'release' }) => void) {
    this.#act = act;
  }

  set(reason: HoldReason, on: boolean): void {
    const before = this.#reasons.size;
    if (on) this.#reasons.add(reason);
    else this.#reasons.delete(reason);
    if (before === 0 && this.#reasons.size > 0) this.#act({ kind: 'hold' });
    if (before > 0 && this.#reasons.size === 0) this.#act({ kind: 'release' });
  }
}
