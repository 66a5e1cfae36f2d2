import { Line } from '#core/line.js';
import type { KeyRing } from './pass-key.js';
import { verifyQrPassLater, type QrFinding } from './qr-pass.js';

/**
 * Checks the signature of each pass once and remembers the last `capacity` authentic texts, by their exact bytes: people
 * come back with the same paper, and a signature costs a hundred times what a look-up does. Only authentic texts are kept,
 * so forgeries can not push them out. A first check runs beside this thread.
 */
export class PassVerifier {
  #keys: KeyRing;
  readonly #capacity: number;
  readonly #known = new Map<string, QrFinding>();
  /** The texts it remembers, the oldest first. */
  readonly #line = new Line<string>();

  constructor(keys: KeyRing, capacity: number) {
    this.#keys = keys;
    this.#capacity = capacity;
  }

  /** How many texts it remembers. */
  get size(): number {
    return this.#known.size;
  }

  /** What an earlier check of exactly this text has found; undefined when there was none. */
  known(text: string): QrFinding | undefined {
    return this.#known.get(text);
  }

  async check(text: string): Promise<QrFinding> {
    const keys = this.#keys;
    const finding = this.#known.get(text) ?? (await verifyQrPassLater(text, keys));
    // A check under keys that were changed meanwhile is worth nothing later.
    if (finding.kind === 'authentic' && keys === this.#keys) this.#remember(text, finding);
    return finding;
  }

  /** Forgets everything: a pass was revoked. */
  forget(): void {
    this.#known.clear();
    this.#line.clear();
  }

  /** From now on these keys are trusted, and no others. */
  useKeys(keys: KeyRing): void {
    this.#keys = keys;
    this.forget();
  }

  #remember(text: string, finding: QrFinding): void {
    if (this.#known.has(text)) return;
    if (this.#known.size >= this.#capacity) this.#forgetOldest();
    this.#known.set(text, finding);
    this.#line.add(text);
  }

  #forgetOldest(): void {
    const oldest = this.#line.take();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
