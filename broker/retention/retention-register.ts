import { DEFAULT_RETENTION, type RetentionRules } from '#core/api/retention.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { queriesOn, type Queries } from '../storage/queries.js';

/** How long each compound keeps personal data. */
export class RetentionRegister {
  readonly #database: SqlDatabase;
  readonly #clock: Clock;

  constructor(database: SqlDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @throws GateError `not-found` (compound) */
  async get(compound: CompoundId): Promise<RetentionRules> {
    const queries = queriesOn(this.#database.reader);
    await demandCompound(compound, queries);
    const row = await queries
      .selectFrom('retention')
      .selectAll()
      .where('compound', '=', compound)
      .executeTakeFirst();
    if (row === undefined) return DEFAULT_RETENTION;
    return {
      temperatureDays: row.temperature_days,
      entryDays: row.entry_days,
      alarmDays: row.alarm_days,
      quarantineDays: row.quarantine_days,
      contactDays: row.contact_days,
    };
  }

  /** Takes effect with the next round of the eraser, within an hour. @throws GateError `not-found` (compound) */
  async set(compound: CompoundId, rules: RetentionRules, author: string): Promise<RetentionRules> {
    await demandCompound(compound, queriesOn(this.#database.reader));
    const change = {
      temperature_days: rules.temperatureDays,
      entry_days: rules.entryDays,
      alarm_days: rules.alarmDays,
      quarantine_days: rules.quarantineDays,
      contact_days: rules.contactDays,
      author,
      changed_at: this.#clock.now(),
    };
    await queriesOn(this.#database)
      .insertInto('retention')
      .values({ compound, ...change })
      .onConflict((conflict) => conflict.column('compound').doUpdateSet(change))
      .execute();
    return rules;
  }
}

async function demandCompound(compound: CompoundId, queries: Queries): Promise<void> {
  const found = await queries
    .selectFrom('compounds')
    .select('id')
    .where('id', '=', compound)
    .executeTakeFirst();
  if (found === undefined) throw new GateError('not-found', { kind: 'compound', id: compound });
}
