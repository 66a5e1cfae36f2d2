import type { NewKey, SigningKey } from '#core/api/keys.js';
import { generatePassKey, importPassPrivateKey, type Ed25519PrivateKey } from '#core/bindings/ed25519.js';
import { GateError } from '#core/errors/gate-error.js';
import { keyRingOf, type KeyLimit, type KeyRing, type PassKeyId } from '#core/pass/pass-key.js';
import { PassVerifier } from '#core/pass/pass-verifier.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { DAY, type Instant } from '#core/units/instant.js';
import { askedByQr, type AskedPass } from '../ledger/credential-lookup.js';
import { alone } from '../storage/alone.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { SigningKeyRow } from '../storage/schema.js';

/** Passes whose signature is remembered: several compounds' worth, at about 500 bytes each. */
const REMEMBERED = 100_000;

interface KeyTools {
  readonly clock: Clock;
  readonly entropy: Entropy;
}

/** The keys that sign passes, and the verifier that trusts them. The newest that was not revoked signs. */
export class SigningKeys {
  readonly verifier: PassVerifier<AskedPass>;
  readonly #database: SqlDatabase;
  readonly #tools: KeyTools;
  #keys: Keys;

  constructor(keys: Keys, database: SqlDatabase, tools: KeyTools) {
    this.#database = database;
    this.#tools = tools;
    this.#keys = keys;
    this.verifier = new PassVerifier(ringOf(keys), { capacity: REMEMBERED, keep: askedByQr });
  }

  get current(): Ed25519PrivateKey {
    return this.#keys.signing;
  }

  /** What became of a key; undefined for one without limits. */
  limitOf(key: PassKeyId): KeyLimit | undefined {
    return this.#keys.limits.get(key);
  }

  /** The newest first. */
  async list(): Promise<readonly SigningKey[]> {
    const rows = await readRows(queriesOn(this.#database.reader));
    const now = this.#tools.clock.now();
    return rows.map((row) => toldKey(row, { now, signing: signingOf(rows)?.id })).reverse();
  }

  /** A new key signs from now on. Those before it are trusted for `overlapDays` more, or without an end. */
  async rotate({ overlapDays }: NewKey): Promise<SigningKey> {
    const id = await alone(this.#database, async (session) => {
      const queries = queriesOn(session);
      if (overlapDays !== undefined) {
        const end = this.#tools.clock.now() + overlapDays * DAY;
        await queries
          .updateTable('signing_keys')
          .set({ ends_at: end })
          .where('revoked_at', 'is', null)
          .where((where) => where.or([where('ends_at', 'is', null), where('ends_at', '>', end)]))
          .execute();
      }
      return addKey(queries, this.#tools);
    });
    return this.#changed(id);
  }

  /**
   * Nothing a key has signed is a proof any more. When it is the one that signs, a new one takes its place.
   * @throws GateError `not-found`
   */
  async revoke(id: PassKeyId): Promise<SigningKey> {
    await alone(this.#database, async (session) => {
      const queries = queriesOn(session);
      const revoked = await queries
        .updateTable('signing_keys')
        .set({ revoked_at: this.#tools.clock.now() })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      const rows = await readRows(queries);
      if (!rows.some((row) => row.id === id)) throw new GateError('not-found', { kind: 'signing key', id });
      if (revoked.numUpdatedRows > 0n && signingOf(rows) === undefined) await addKey(queries, this.#tools);
    });
    return this.#changed(id);
  }

  /** Reads them again, because this node or another has changed them. */
  async reload(): Promise<void> {
    this.#keys = await readKeys(this.#database, this.#tools);
    this.verifier.useKeys(ringOf(this.#keys));
  }

  async #changed(id: PassKeyId): Promise<SigningKey> {
    await this.reload();
    const changed = (await this.list()).find((key) => key.id === id);
    if (changed === undefined) throw new GateError('not-found', { kind: 'signing key', id });
    return changed;
  }
}

interface Keys {
  readonly signing: Ed25519PrivateKey;
  readonly all: readonly Ed25519PrivateKey[];
  readonly limits: ReadonlyMap<PassKeyId, KeyLimit>;
}

/** Reads the signing keys; makes the first one at the first start. */
export async function loadSigningKeys(database: SqlDatabase, tools: KeyTools): Promise<SigningKeys> {
  return new SigningKeys(await readKeys(database, tools), database, tools);
}

/** Nodes that start for the first time together make one key. */
function readKeys(database: SqlDatabase, tools: KeyTools): Promise<Keys> {
  return alone(database, async (session) => {
    const queries = queriesOn(session);
    if (signingOf(await readRows(queries)) === undefined) await addKey(queries, tools);
    return keysOf(await readRows(queries));
  });
}

function keysOf(rows: readonly SigningKeyRow[]): Keys {
  const all = rows.map(({ seed }) => importPassPrivateKey(Buffer.from(seed, 'hex')));
  const signing = all.find(({ id }) => id === signingOf(rows)?.id);
  if (signing === undefined)
    throw new GateError('pass-key-invalid', { problem: 'it does not fit its own id' });
  const limits = rows.flatMap(({ id, revoked_at: revokedAt, ends_at: until }) => {
    return revokedAt === null && until === null
      ? []
      : [[id, { revoked: revokedAt !== null, until }] as const];
  });
  return { signing, all, limits: new Map(limits) };
}

/** The oldest first. */
function readRows(queries: Queries): Promise<SigningKeyRow[]> {
  return queries.selectFrom('signing_keys').selectAll().orderBy('created_at').orderBy('id').execute();
}

/** The key that signs: the newest, if its time is not limited. */
function signingOf(rows: readonly SigningKeyRow[]): SigningKeyRow | undefined {
  return rows.findLast(({ revoked_at: revokedAt, ends_at: endsAt }) => revokedAt === null && endsAt === null);
}

/** Answers the id of a new key that is newer than all others, whatever the clock says. */
async function addKey(queries: Queries, { clock, entropy }: KeyTools): Promise<PassKeyId> {
  const newest = (await readRows(queries)).at(-1)?.created_at ?? 0;
  const { id, seed } = generatePassKey(entropy);
  const createdAt: Instant = Math.max(clock.now(), newest + 1);
  const row = { id, seed: Buffer.from(seed).toString('hex'), created_at: createdAt };
  await queries.insertInto('signing_keys').values(row).execute();
  return id;
}

function toldKey(row: SigningKeyRow, of: { now: Instant; signing: PassKeyId | undefined }): SigningKey {
  const { id, created_at: createdAt, ends_at: endsAt, revoked_at: revokedAt } = row;
  const { publicKey } = importPassPrivateKey(Buffer.from(row.seed, 'hex'));
  return { id, state: stateOf(row, of), createdAt, endsAt, revokedAt, publicKey: { ...publicKey.toJwk() } };
}

function stateOf(
  { id, ends_at: endsAt, revoked_at: revokedAt }: SigningKeyRow,
  { now, signing }: { now: Instant; signing: PassKeyId | undefined },
): SigningKey['state'] {
  if (revokedAt !== null) return 'revoked';
  if (endsAt !== null && endsAt <= now) return 'over';
  return id === signing ? 'signing' : 'trusted';
}

function ringOf({ all, limits }: Keys): KeyRing {
  return keyRingOf(
    all.map(({ publicKey }) => publicKey),
    limits,
  );
}
