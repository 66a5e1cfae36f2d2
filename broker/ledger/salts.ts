import type { Entropy } from '#core/ports/entropy.js';

/** 12 bytes: what is erased can not be guessed from its digest, however few temperatures there are. */
const SALT_BYTES = 12;
const SALT_LENGTH = (SALT_BYTES * 4) / 3;
const SALTS_AT_ONCE = 512;

/** Salts as base64url text, drawn many at once because each draw asks the system. */
export class Salts {
  readonly #entropy: Entropy;
  #drawn = '';
  #at = 0;

  constructor(entropy: Entropy) {
    this.#entropy = entropy;
  }

  next(): string {
    if (this.#at >= this.#drawn.length) {
      this.#drawn = Buffer.from(this.#entropy.bytes(SALT_BYTES * SALTS_AT_ONCE)).toString('base64url');
      this.#at = 0;
    }
    this.#at += SALT_LENGTH;
    return this.#drawn.slice(this.#at - SALT_LENGTH, this.#at);
  }
}
