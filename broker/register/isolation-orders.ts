import type { IsolationChange, IsolationOrder, ResidentPath } from '#core/api/residents.js';
import { GateError } from '#core/errors/gate-error.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { Instant } from '#core/units/instant.js';
import type { ServiceTools } from '../service-tools.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { IsolationOrderRow } from '../storage/register-schema.js';
import { nextBookVersion } from './book-version.js';

interface OrderTools extends ServiceTools {
  readonly database: SqlDatabase;
}

/** Who lifts an order whose time is over. */
const BY_TIME = 'gatehouse';

/** Orders of isolation. What the rules see is `residents.isolated`; the orders say why, since when and until when. */
export class IsolationOrders {
  readonly #tools: OrderTools;

  constructor(tools: OrderTools) {
    this.#tools = tools;
  }

  /** All orders of a resident, the newest first. */
  async of(path: ResidentPath, queries: Queries): Promise<IsolationOrder[]> {
    const rows = await queries
      .selectFrom('isolation_orders')
      .selectAll()
      .where('compound', '=', path.compound)
      .where('household', '=', path.household)
      .where('resident', '=', path.resident)
      .orderBy('since', 'desc')
      .orderBy('id')
      .execute();
    return rows.map(orderOf);
  }

  /** A new order takes the place of the one in force; part of a transaction. @throws GateError `request-invalid` */
  async set(
    path: ResidentPath,
    change: IsolationChange & { author: string },
    queries: Queries,
  ): Promise<void> {
    const { clock, entropy } = this.#tools;
    const { isolated, reason, author, until } = change;
    const since = clock.now();
    if (until !== undefined && (!isolated || until <= since)) {
      const problem = isolated ? 'body/until has passed' : 'body/until belongs to an order, not to its end';
      throw new GateError('request-invalid', { problem });
    }
    await lift(path, { at: since, by: author }, queries);
    if (isolated) {
      const { compound, household, resident } = path;
      const order = { id: entropy.uuid(), reason, author, since, until_at: until ?? null };
      await queries
        .insertInto('isolation_orders')
        .values({ compound, household, resident, ...order, lifted_at: null, lifted_by: null })
        .execute();
    }
    await setIsolated(path, isolated, queries);
  }

  /** Lifts every order whose time is over; answers how many. */
  async liftExpired(): Promise<number> {
    const { database, clock, logger } = this.#tools;
    const at = clock.now();
    // Nearly always there is none, and then nothing is written.
    if ((await expiredOrders(at, queriesOn(database))).length === 0) return 0;
    const lifted = await database.transaction(async (session) => {
      const queries = queriesOn(session);
      const expired = await expiredOrders(at, queries);
      for (const order of expired) {
        await lift(order, { at, by: BY_TIME }, queries);
        await setIsolated(order, false, queries);
      }
      return expired.length;
    });
    if (lifted > 0) logger.info({ lifted }, 'orders of isolation have ended');
    return lifted;
  }
}

function expiredOrders(at: Instant, queries: Queries): Promise<IsolationOrderRow[]> {
  return queries
    .selectFrom('isolation_orders')
    .selectAll()
    .where('lifted_at', 'is', null)
    .where('until_at', '<=', at)
    .execute();
}

async function lift(path: ResidentPath, by: { at: number; by: string }, queries: Queries): Promise<void> {
  await queries
    .updateTable('isolation_orders')
    .set({ lifted_at: by.at, lifted_by: by.by })
    .where('compound', '=', path.compound)
    .where('household', '=', path.household)
    .where('resident', '=', path.resident)
    .where('lifted_at', 'is', null)
    .execute();
}

async function setIsolated(path: ResidentPath, isIsolated: boolean, queries: Queries): Promise<void> {
  await queries
    .updateTable('residents')
    .set({ isolated: isIsolated ? 1 : 0 })
    .where('compound', '=', path.compound)
    .where('household', '=', path.household)
    .where('id', '=', path.resident)
    .execute();
  await nextBookVersion(path.compound, queries);
}

function orderOf(row: IsolationOrderRow): IsolationOrder {
  const { id, reason, author, since } = row;
  return { id, reason, author, since, until: row.until_at, liftedAt: row.lifted_at, liftedBy: row.lifted_by };
}
