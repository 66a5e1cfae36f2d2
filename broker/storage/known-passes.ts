import type { CompoundId } from '#core/units/ids.js';
import type { RegisteredPass } from './resident-register.js';

/** Answers kept in memory; the oldest make room. */
const KEPT = 100_000;

interface Answer {
  readonly registered: RegisteredPass;
  /** The version of the compound's book that it is true for. */
  readonly bookVersion: number;
}

/**
 * What the register has answered. Whoever changes the register counts the book version of its compound up in the same
 * transaction, so an answer is true as long as that version stands, whichever node changes it.
 */
export class KnownPasses {
  readonly #answers = new Map<string, Answer>();

  /** By the key of the question, true or not any more: to whom a pass belongs never changes, and a card rarely moves. */
  get(key: string): RegisteredPass | undefined {
    return this.#answers.get(key)?.registered;
  }

  isTrue(key: string, versionOf: (compound: CompoundId) => number | undefined): boolean {
    const answer = this.#answers.get(key);
    return answer !== undefined && versionOf(answer.registered.pass.compound) === answer.bookVersion;
  }

  keep(key: string, registered: RegisteredPass, bookVersion: number): void {
    this.#answers.delete(key);
    this.#answers.set(key, { registered, bookVersion });
    if (this.#answers.size <= KEPT) return;
    for (const oldest of this.#answers.keys()) {
      this.#answers.delete(oldest);
      return;
    }
  }

  forget(key: string): void {
    this.#answers.delete(key);
  }
}
