import { Line } from '#core/line.js';
import type { KeyRing } from './pass-key.js';
import { verifyQrPassLater, type AuthenticQr, type RefusedQr } from './qr-pass.js';

interface Memory<Kept> {
  /** Texts that are remembered. */
  readonly capacity: number;
  /** What is kept of an authentic text; made once, and the same for as long as the text is remembered. */
  keep(finding: AuthenticQr, text: string): Kept;
}

/**
 * Checks the signature of each pass once and remembers the last `capacity` authentic texts, by their exact bytes: people
 * come back with the same paper, and a signature costs a hundred times what a look-up does. Only authentic texts are kept,
 * so forgeries can not push them out. A first check runs beside this thread.
 */
export class PassVerifier<Kept> {
  #keys: KeyRing;
  readonly #memory: Memory<Kept>;
  readonly #known = new Map<string, Kept>();
  /** The texts it remembers, the oldest first. */
  readonly #line = new Line<string>();

  constructor(keys: KeyRing, memory: Memory<Kept>) {
    this.#keys = keys;
    this.#memory = memory;
  }

  /** How many texts it remembers. */
  get size(): number {
    return this.#known.size;
  }

  /** What is kept of exactly this text, which an earlier check has found authentic; undefined when there was none. */
  known(text: string): Kept | undefined {
    return this.#known.get(text);
  }

  /** What is kept of an authentic text, or why it is none. */
  async check(text: string): Promise<Kept | RefusedQr> {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const keys = this.#keys;
    const finding = await verifyQrPassLater(text, keys);
    if (finding.kind !== 'authentic') return finding;
    // A check under keys that were changed meanwhile is worth nothing later.
    if (keys !== this.#keys) return this.#memory.keep(finding, text);
    return this.#known.get(text) ?? this.#remember(text, this.#memory.keep(finding, text));
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

  #remember(text: string, kept: Kept): Kept {
    if (this.#known.size >= this.#memory.capacity) this.#forgetOldest();
    this.#known.set(text, kept);
    this.#line.add(text);
    return kept;
  }

  #forgetOldest(): void {
    const oldest = this.#line.take();
    if (oldest !== undefined) this.#known.delete(oldest);
  }
}
