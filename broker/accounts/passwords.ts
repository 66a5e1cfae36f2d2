import argon2 from 'argon2';
import { GateError } from '#core/errors/gate-error.js';

/** Argon2id with 19 MiB, 2 passes and 1 lane: the OWASP password storage recommendation. */
const COST = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Most checks that wait. Each takes a worker thread the ledger needs too, so they are done one at a time. */
const MAX_WAITING = 16;
const RETRY_SECONDS = 5;

/** Hashes and checks passwords that people choose. */
export class Passwords {
  #tail: Promise<unknown> = Promise.resolve();
  #waiting = 0;
  #decoy: string | null = null;

  hash(password: string): Promise<string> {
    return this.#inTurn(() => argon2.hash(password, COST));
  }

  /**
   * Whether the password belongs to the hash. Without a hash (no such user) it takes as long and is never right.
   * @throws GateError `too-many-requests` when too many checks wait
   */
  async verify(password: string, hash: string | null): Promise<boolean> {
    const compared = hash ?? (await this.#decoyHash());
    const isRight = await this.#inTurn(() => argon2.verify(compared, password));
    return hash !== null && isRight;
  }

  async #decoyHash(): Promise<string> {
    this.#decoy ??= await this.hash('nobody has this password');
    return this.#decoy;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#waiting >= MAX_WAITING) {
      return Promise.reject(new GateError('too-many-requests', { seconds: RETRY_SECONDS }));
    }
    this.#waiting += 1;
    const result = this.#tail.then(work).finally(() => {
      this.#waiting -= 1;
    });
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
