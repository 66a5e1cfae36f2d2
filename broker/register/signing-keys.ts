import { generatePassKey, importPassPrivateKey, type Ed25519PrivateKey } from '#core/bindings/ed25519.js';
import { keyRingOf } from '#core/pass/pass-key.js';
import { PassVerifier } from '#core/pass/pass-verifier.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { queriesOn } from '../storage/queries.js';

/** Passes whose signature is remembered: several compounds' worth, at about 500 bytes each. */
const REMEMBERED = 100_000;

/** The keys that sign passes, and the verifier that trusts them. The newest signs. */
export interface SigningKeys {
  readonly current: Ed25519PrivateKey;
  readonly verifier: PassVerifier;
}

/** Reads the signing keys; makes the first one at the first start. */
export async function loadSigningKeys(
  database: SqlDatabase,
  tools: { readonly clock: Clock; readonly entropy: Entropy },
): Promise<SigningKeys> {
  const queries = queriesOn(database);
  const rows = await queries
    .selectFrom('signing_keys')
    .selectAll()
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const keys = rows.map(({ seed }) => importPassPrivateKey(Buffer.from(seed, 'hex')));
  const newest = keys.at(-1) ?? generatePassKey(tools.entropy);
  if (keys.length === 0) {
    const seed = Buffer.from(newest.seed).toString('hex');
    const row = { id: newest.id, seed, created_at: tools.clock.now() };
    await queries.insertInto('signing_keys').values(row).execute();
  }
  const ring = keyRingOf([newest, ...keys].map(({ publicKey }) => publicKey));
  return { current: newest, verifier: new PassVerifier(ring, REMEMBERED) };
}
