import { keyedHash } from '#core/bindings/keyed-hash.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { queriesOn } from '../storage/queries.js';

const NAME = 'id-number';
const SECRET_BYTES = 32;

/**
 * The hash under which identity numbers are kept, with a key that never leaves the service; the key is made at the first
 * use. Without it there are so few possible numbers that a bare hash could be tried out in an hour.
 */
export async function idNumberHash(
  database: SqlDatabase,
  tools: { readonly clock: Clock; readonly entropy: Entropy },
): Promise<(idNumber: string) => string> {
  const queries = queriesOn(database);
  const row = { name: NAME, secret: hexOf(tools.entropy.bytes(SECRET_BYTES)), created_at: tools.clock.now() };
  await queries
    .insertInto('register_keys')
    .values(row)
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { secret } = await queries
    .selectFrom('register_keys')
    .select('secret')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow();
  return keyedHash(Buffer.from(secret, 'hex'));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
