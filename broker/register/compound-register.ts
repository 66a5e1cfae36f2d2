import type { Compounds } from '#core/api/central.js';
import type { Compound, PolicyVersion } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { DEFAULT_POLICY_RULES, type PolicyRules } from '#core/policy/policy.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import type { CompoundId } from '#core/units/ids.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import { nextBookVersion } from './book-version.js';

const FIRST_AUTHOR = 'gatehouse';

/** Compounds and the versions of their policies. */
export class CompoundRegister implements Compounds {
  readonly #database: SqlDatabase;
  readonly #clock: Clock;

  constructor(database: SqlDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  list(): Promise<readonly Compound[]> {
    return queriesOn(this.#database)
      .selectFrom('compounds')
      .select(['id', 'name', 'timezone'])
      .orderBy('id')
      .execute();
  }

  /** A new compound is `controlled` with the default policy. */
  async add(compound: Compound): Promise<Compound> {
    const { id, name } = compound;
    const timezone = new ZonedCalendar(compound.timezone).zone;
    await this.#database.transaction(async (session) => {
      const queries = queriesOn(session);
      const row = { id, name, timezone, policy_version: 1, book_version: 1 };
      const added = await queries
        .insertInto('compounds')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 0n)
        throw new GateError('already-exists', { kind: 'compound', id });
      await this.#insertPolicy(queries, {
        compound: id,
        version: 1,
        author: FIRST_AUTHOR,
        rules: DEFAULT_POLICY_RULES,
      });
    });
    return { id, name, timezone };
  }

  async policy(compound: CompoundId): Promise<PolicyVersion> {
    const row = await queriesOn(this.#database)
      .selectFrom('compounds')
      .innerJoin('policies', (join) =>
        join
          .onRef('policies.compound', '=', 'compounds.id')
          .onRef('policies.version', '=', 'compounds.policy_version'),
      )
      .select(['policies.version', 'policies.author', 'policies.effective_at', 'policies.rules'])
      .where('compounds.id', '=', compound)
      .executeTakeFirst();
    if (row === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
    const { version, author, effective_at: effectiveAt } = row;
    return { version, author, effectiveAt, rules: JSON.parse(row.rules) as PolicyRules };
  }

  setPolicy(compound: CompoundId, rules: PolicyRules, author: string): Promise<PolicyVersion> {
    return this.#database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(compound, queries);
      const { policy_version: before } = await queries
        .selectFrom('compounds')
        .select('policy_version')
        .where('id', '=', compound)
        .executeTakeFirstOrThrow();
      const version = before + 1;
      const effectiveAt = await this.#insertPolicy(queries, { compound, version, author, rules });
      await queries
        .updateTable('compounds')
        .set({ policy_version: version })
        .where('id', '=', compound)
        .execute();
      return { version, author, effectiveAt, rules };
    });
  }

  async #insertPolicy(
    queries: Queries,
    policy: { compound: CompoundId; version: number; author: string; rules: PolicyRules },
  ): Promise<number> {
    const effectiveAt = this.#clock.now();
    const rules = JSON.stringify(policy.rules);
    await queries
      .insertInto('policies')
      .values({ ...policy, rules, effective_at: effectiveAt })
      .execute();
    return effectiveAt;
  }
}
