import { Line } from '#core/line.js';
import type { Policy, PolicyRules } from '#core/policy/policy.js';
import type { Pass } from '#core/pass/pass.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, GateId } from '#core/units/ids.js';
import type { CompoundInForce, FoundPass, GatePlace, HouseholdExceptions } from '../ledger/ledger-store.js';
import { questionKey, type PassQuestion } from '../ledger/pass-question.js';
import { exceptionsInForce } from './exceptions-in-force.js';
import { GatePlaces } from './gate-places.js';
import { queriesOn } from './queries.js';
import type { ResidentSlot } from './resident-states.js';

/** Answers kept in memory; the oldest make room. */
const KEPT = 100_000;
/**
 * Answers kept of a register so large that most people come back long after theirs has made room: those who go out and come
 * home, or try again. The others would take memory, and the collector's time, and are hardly ever asked for.
 */
const KEPT_OF_MANY = 5_000;
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

/** An answer in memory, with where the state of the household is. */
export class ResidentAnswer implements FoundPass {
  readonly pass: Pass;
  readonly qr: string | null;
  readonly householdSealed: boolean;
  readonly personIsolated: boolean;
  slot: ResidentSlot;
  readonly #standing: Standing;
  /** What was in force when it was asked. */
  readonly #inForce: CompoundInForce;

  constructor(
    { pass, householdSealed, personIsolated }: RegisteredPass,
    {
      qr,
      slot,
      standing,
    }: { readonly qr: string | null; readonly slot: ResidentSlot; readonly standing: Standing },
  ) {
    this.pass = pass;
    this.qr = qr;
    this.householdSealed = householdSealed;
    this.personIsolated = personIsolated;
    this.slot = slot;
    this.#standing = standing;
    this.#inForce = standing.inForce;
  }

  /** Whether the register would say the same, and the state is still where it says. */
  get isTrue(): boolean {
    return this.#inForce === this.#standing.inForce && this.slot.isResident;
  }
}

/**
 * The part of the register that decisions need, in memory. Only for a database with one service: then every change to the
 * register comes through it, counts its compound's book version up, and is seen here before the next batch.
 */
export class ResidentRegister {
  readonly #database: SqlDatabase;
  readonly #places: GatePlaces;
  readonly #compounds = new Map<CompoundId, Standing>();
  /** Questions that may come again as another object, by their keys; the others keep their answers themselves. */
  readonly #questions = new Map<string, PassQuestion>();
  /** The questions whose answers are kept, in the order in which they were first asked. */
  readonly #asked = new Line<PassQuestion>();
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

  /** What is known to be the answer; null when it has to be asked. */
  answer(question: PassQuestion): ResidentAnswer | null {
    const { answer } =
      question.by === 'id' ? question : (this.#questions.get(questionKey(question)) ?? question);
    return answer instanceof ResidentAnswer && answer.isTrue ? answer : null;
  }

  /** Keeps what the database has answered; null when it is a pass of a compound that is not in the register. */
  keep(question: PassQuestion, registered: RegisteredPass, slot: ResidentSlot): ResidentAnswer | null {
    const standing = this.#compounds.get(registered.pass.compound);
    if (standing === undefined) return null;
    const answer = new ResidentAnswer(registered, { slot, standing, qr: sameText(registered.qr, question) });
    const key = question.by === 'id' ? null : questionKey(question);
    const kept = (key === null ? null : this.#questions.get(key)) ?? question;
    if (kept.answer === null) this.#asked.add(kept);
    kept.answer = answer;
    if (key !== null) this.#questions.set(key, kept);
    // Two, so that a capacity that has become smaller is reached without a long wait for anyone.
    if (this.#asked.length > this.#capacity) this.#forgetOldest();
    if (this.#asked.length > this.#capacity) this.#forgetOldest();
    return answer;
  }

  #forgetOldest(): void {
    const oldest = this.#asked.take();
    if (oldest === undefined) return;
    oldest.answer = null;
    if (oldest.by !== 'id') this.#questions.delete(questionKey(oldest));
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

/** The text that is remembered already, if it is the same: one is kept instead of two, and only one is looked at. */
function sameText(qr: string | null, { text }: PassQuestion): string | null {
  return qr === text ? text : qr;
}

const NO_EXCEPTIONS: HouseholdExceptions = new Map();
