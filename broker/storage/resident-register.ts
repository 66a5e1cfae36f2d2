import { Line } from '#core/line.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import type { Pass } from '#core/pass/pass.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type { CompoundInForce, GatePlace, HouseholdExceptions } from '../ledger/ledger-store.js';
import { exceptionsInForce } from './exceptions-in-force.js';
import { GatePlaces } from './gate-places.js';
import { queriesOn } from './queries.js';

/** Answers kept in memory; the oldest make room. */
const KEPT = 100_000;
/**
 * Answers kept of a register so large that most people come back long after theirs has made room: those who go out and come
 * home, or try again. The others would take memory, and the collector's time, and are hardly ever asked for.
 */
const KEPT_OF_MANY = 10_000;
/** A register with more passes than this is so large. */
const MANY = 2 * KEPT;

/** What the register says of a pass, its household and its person. */
export interface RegisteredPass {
  readonly pass: Pass;
  readonly qr: string | null;
  readonly householdSealed: boolean;
  readonly personIsolated: boolean;
}

/** What is in force in a compound. When its book changes it is another object, and answers from before are asked anew. */
interface Standing {
  inForce: CompoundInForce;
}

interface Answer {
  readonly found: RegisteredPass;
  readonly standing: Standing;
  /** What was in force when it was asked. */
  readonly inForce: CompoundInForce;
}

/**
 * The part of the register that decisions need, in memory. Only for a database with one service: then every change to the
 * register comes through it, counts its compound's book version up, and is seen here before the next batch.
 */
export class ResidentRegister {
  readonly #database: SqlDatabase;
  readonly #places: GatePlaces;
  readonly #compounds = new Map<CompoundId, Standing>();
  readonly #passes = new Map<string, Answer>();
  /** The keys of the answers in the order in which they were first asked for. */
  readonly #asked = new Line<string>();
  #revision = -1;
  #capacity = KEPT;

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.#places = new GatePlaces(database);
  }

  /** How many answers are worth keeping of a register of this size. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Looks whether the register has changed. Resolves at once, and costs nothing, when nobody wrote to it. */
  refresh(): Promise<void> | null {
    const { revision } = this.#database;
    return revision === this.#revision ? null : this.#readCompounds(revision);
  }

  compound(id: CompoundId): CompoundInForce | undefined {
    return this.#compounds.get(id)?.inForce;
  }

  places(gates: readonly GateId[]): Promise<ReadonlyMap<GateId, GatePlace>> {
    return this.#places.of(gates);
  }

  /** By the key of the question; undefined when it has to be asked. */
  pass(key: string): RegisteredPass | undefined {
    const answer = this.#passes.get(key);
    return answer?.inForce === answer?.standing.inForce ? answer?.found : undefined;
  }

  keep(key: string, found: RegisteredPass): void {
    const standing = this.#compounds.get(found.pass.compound);
    if (standing === undefined) return;
    if (!this.#passes.has(key)) this.#asked.add(key);
    this.#passes.set(key, { found, standing, inForce: standing.inForce });
    // Two, so that a capacity that has become smaller is reached without a long wait for anyone.
    if (this.#passes.size > this.#capacity) this.#forgetOldest();
    if (this.#passes.size > this.#capacity) this.#forgetOldest();
  }

  #forgetOldest(): void {
    const oldest = this.#asked.take();
    if (oldest !== undefined) this.#passes.delete(oldest);
  }

  async #readCompounds(revision: number): Promise<void> {
    const rows = await queriesOn(this.#database)
      .selectFrom('compounds as c')
      .innerJoin('policies as p', (join) =>
        join.onRef('p.compound', '=', 'c.id').onRef('p.version', '=', 'c.policy_version'),
      )
      .select(['c.id', 'c.book_version', 'p.version', 'p.rules'])
      .execute();
    const changed = rows.filter(({ id, book_version: bookVersion, version }) => {
      const known = this.compound(id);
      return known?.bookVersion !== bookVersion || known.policy.version !== version;
    });
    const exceptions = await exceptionsInForce(
      queriesOn(this.#database),
      changed.map(({ id }) => id),
    );
    for (const { id, book_version: bookVersion, version, rules } of changed) {
      const policy: Policy = { ...(JSON.parse(rules) as PolicyRules), version };
      const inForce = { policy, bookVersion, exceptions: exceptions.get(id) ?? NO_EXCEPTIONS };
      const standing = this.#compounds.get(id);
      if (standing === undefined) this.#compounds.set(id, { inForce });
      else standing.inForce = inForce;
    }
    await this.#makeFit();
    this.#revision = revision;
  }

  /** By the number of the newest pass, which costs one look, while counting them all would read a whole index. */
  async #makeFit(): Promise<void> {
    const [row] = await this.#database.all('select max(rowid) as newest from passes');
    this.#capacity = Number(row?.['newest'] ?? 0) > MANY ? KEPT_OF_MANY : KEPT;
  }
}

const NO_EXCEPTIONS: HouseholdExceptions = new Map();
