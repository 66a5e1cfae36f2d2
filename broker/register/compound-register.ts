import type { Compounds } from '#core/api/central.js';
import type { Compound } from '#core/api/register.js';
import { GateError } from '#core/errors/gate-error.js';
import { DEFAULT_POLICY_RULES } from '#core/policy/policy.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { ZonedCalendar } from '#core/units/calendar-day.js';
import { queriesOn } from '../storage/queries.js';
import { insertPolicy } from './policy-versions.js';

const FIRST_AUTHOR = 'gatehouse';

/** Compounds; their policies are in the `PolicyRegister`. */
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
      const now = this.#clock.now();
      const signed = { author: FIRST_AUTHOR, reason: '', madeAt: now, effectiveAt: now };
      await insertPolicy(id, { version: 1, ...signed, rules: DEFAULT_POLICY_RULES }, queries);
    });
    return { id, name, timezone };
  }
}
