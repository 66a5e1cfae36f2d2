import type { Seals } from '#core/api/central.js';
import type { HouseholdPath, Seal } from '#core/api/residents.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn } from '../storage/queries.js';
import { nextBookVersion } from './book-version.js';

interface SealTools extends ServiceTools {
  readonly database: SqlDatabase;
}

/** Seals of single households. What the rules see is `households.sealed`; the orders say who, when and why. */
export class SealRegister implements Seals {
  readonly #tools: SealTools;

  constructor(tools: SealTools) {
    this.#tools = tools;
  }

  async get({ compound, household }: HouseholdPath): Promise<Seal> {
    const queries = queriesOn(this.#tools.database);
    const row = await queries
      .selectFrom('households')
      .select('sealed')
      .where('compound', '=', compound)
      .where('id', '=', household)
      .executeTakeFirst();
    if (row === undefined) throw new GateError('not-found', { kind: 'household', id: household });
    const last = await queries
      .selectFrom('seal_orders')
      .selectAll()
      .where('compound', '=', compound)
      .where('household', '=', household)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    const { reason = null, author = null, at = null } = last ?? {};
    return { sealed: row.sealed === 1, reason, author, at };
  }

  async set(
    { compound, household }: HouseholdPath,
    { sealed, reason }: { readonly sealed: boolean; readonly reason: string },
    author: string,
  ): Promise<Seal> {
    const { database, clock, entropy, logger } = this.#tools;
    const flag = sealed ? 1 : 0;
    await database.transaction(async (session) => {
      const queries = queriesOn(session);
      const changed = await queries
        .updateTable('households')
        .set({ sealed: flag })
        .where('compound', '=', compound)
        .where('id', '=', household)
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n)
        throw new GateError('not-found', { kind: 'household', id: household });
      const order = { id: entropy.uuid(), compound, household, sealed: flag, reason, author } as const;
      await queries
        .insertInto('seal_orders')
        .values({ ...order, at: clock.now() })
        .execute();
      await nextBookVersion(compound, queries);
    });
    logger.info({ compound, household, sealed, author }, 'the seal of a household was changed');
    return this.get({ compound, household });
  }
}
