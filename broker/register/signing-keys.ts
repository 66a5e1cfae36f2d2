import { generatePassKey, importPassPrivateKey, type Ed25519PrivateKey } from '#core/bindings/ed25519.js';
import { keyRingOf, type KeyRing } from '#core/pass/pass-key.js';
import { PassVerifier } from '#core/pass/pass-verifier.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { alone } from '../storage/alone.js';
import { queriesOn } from '../storage/queries.js';

/** Passes whose signature is remembered: several compounds' worth, at about 500 bytes each. */
const REMEMBERED = 100_000;

interface KeyTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** The keys that sign passes, and the verifier that trusts them. The newest signs. */
export class SigningKeys {
  readonly verifier: PassVerifier;
  readonly #database: SqlDatabase;
  readonly #tools: KeyTools;
  #current: Ed25519PrivateKey;

  constructor(keys: Keys, database: SqlDatabase, tools: KeyTools) {
    this.#database = database;
    this.#tools = tools;
    this.#current = keys.newest;
    this.verifier = new PassVerifier(ringOf(keys), REMEMBERED);
  }

  get current(): Ed25519PrivateKey {
    return this.#current;
  }

  /** Reads them again, because another node has changed them. */
  async reload(): Promise<void> {
    const keys = await readKeys(this.#database, this.#tools);
    this.#current = keys.newest;
    this.verifier.useKeys(ringOf(keys));
  }
}

interface Keys {
  readonly newest: Ed25519PrivateKey;
  readonly all: readonly Ed25519PrivateKey[];
}

/** Reads the signing keys; makes the first one at the first start. */
export async function loadSigningKeys(database: SqlDatabase, tools: KeyTools): Promise<SigningKeys> {
  return new SigningKeys(await readKeys(database, tools), database, tools);
}

/** Nodes that start for the first time together make one key. */
function readKeys(database: SqlDatabase, { clock, entropy }: KeyTools): Promise<Keys> {
  return alone(database, async (session) => {
    const queries = queriesOn(session);
    const rows = await queries
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    const keys = rows.map(({ seed }) => importPassPrivateKey(Buffer.from(seed, 'hex')));
    const last = keys.at(-1);
    if (last !== undefined) return { newest: last, all: keys };
    const first = generatePassKey(entropy);
    const row = { id: first.id, seed: Buffer.from(first.seed).toString('hex'), created_at: clock.now() };
    await queries.insertInto('signing_keys').values(row).execute();
    return { newest: first, all: [first] };
  });
}

function ringOf({ newest, all }: Keys): KeyRing {
  return keyRingOf([newest, ...all].map(({ publicKey }) => publicKey));
}
