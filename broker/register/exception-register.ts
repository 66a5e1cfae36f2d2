import type { ExceptionOrder, ExceptionQuery, Exceptions, ListedException } from '#core/api/exceptions.js';
import type { Page } from '#core/api/paging.js';
import { GateError } from '#core/errors/gate-error.js';
import { exceptionFaults } from '#core/exceptions/one-off-exception.js';
import type { Clock } from '#core/ports/clock.js';
import type { Entropy } from '#core/ports/entropy.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import type { LedgerStore } from '../ledger/ledger-store.js';
import type { ExpressionBuilder } from 'kysely';
import { exceptionOfRow } from '../storage/exceptions-in-force.js';
import { pageLimit, pageOfRows } from '../storage/paging.js';
import { queriesOn, type Queries } from '../storage/queries.js';
import type { ExceptionRow, Schema } from '../storage/schema.js';
import { nextBookVersion } from './book-version.js';
import { randomDigits } from './random-digits.js';

interface ExceptionTools {
  readonly database: SqlDatabase;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly ledger: Pick<LedgerStore, 'states'>;
}

/**
 * The one-off exceptions. Granting and withdrawing count the book of the compound up, by which every node learns of it
 * before its next decision; that one is used stands in the state of its household.
 */
export class ExceptionRegister implements Exceptions {
  readonly #tools: ExceptionTools;

  constructor(tools: ExceptionTools) {
    this.#tools = tools;
  }

  async grant(order: ExceptionOrder, approver: string): Promise<ListedException> {
    const { clock, entropy, database } = this.#tools;
    const grantedAt = clock.now();
    const { compound, household, reason, from = grantedAt, expires, note = '' } = order;
    const faults = exceptionFaults({ from, expires, grantedAt }).map(({ en }) => en);
    if (faults.length > 0) throw new GateError('request-invalid', { problem: faults.join('; ') });
    const what = { id: `x-${randomDigits(entropy)}`, compound, household, reason, note };
    const times = { starts_at: from, expires, granted_at: grantedAt };
    const row: ExceptionRow = { ...what, ...times, approver, withdrawn_at: null, withdrawn_by: null };
    await database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(compound, queries);
      await demandHousehold(compound, household, queries);
      await queries.insertInto('exceptions').values(row).execute();
    });
    return listed(row, { usedAt: null, now: grantedAt });
  }

  async list(query: ExceptionQuery): Promise<Page<ListedException>> {
    const limit = pageLimit(query);
    const { compound, household } = query;
    const after = keyOf(query);
    const rows = await queriesOn(this.#tools.database.reader)
      .selectFrom('exceptions')
      .selectAll()
      .where('compound', '=', compound)
      .$if(after !== null, (rest) => rest.where(isAfter(after)))
      .$if(household !== undefined, (rest) => rest.where('household', '=', household ?? null))
      .orderBy('granted_at', 'desc')
      .orderBy('id')
      .limit(limit + 1)
      .execute();
    const page = pageOfRows(rows, { limit, key: (row) => `${row.granted_at}-${row.id}`, item: (row) => row });
    return { ...page, items: await this.#listed(compound, page.items) };
  }

  async withdraw(id: string, user: string): Promise<ListedException> {
    const { database, clock } = this.#tools;
    const before = await exceptionRow(id, queriesOn(database));
    const [known] = await this.#listed(before.compound, [before]);
    if (known?.standing === 'used')
      throw new GateError('request-invalid', { problem: 'it has been used already' });
    if (known?.standing === 'withdrawn') return known;
    const change = { withdrawn_at: clock.now(), withdrawn_by: user };
    await database.transaction(async (session) => {
      const queries = queriesOn(session);
      await nextBookVersion(before.compound, queries);
      await queries
        .updateTable('exceptions')
        .set(change)
        .where('id', '=', id)
        .where('withdrawn_at', 'is', null)
        .execute();
    });
    return listed(await exceptionRow(id, queriesOn(database)), { usedAt: null, now: clock.now() });
  }

  async #listed(compound: CompoundId, rows: readonly ExceptionRow[]): Promise<readonly ListedException[]> {
    const households = [...new Set(rows.map(({ household }) => household))];
    const states = await this.#tools.ledger.states(compound, households);
    const now = this.#tools.clock.now();
    return rows.map((row) => {
      const used = states.get(row.household)?.state.usedExceptions ?? [];
      return listed(row, { usedAt: used.find(({ exception }) => exception === row.id)?.at ?? null, now });
    });
  }
}

/** @throws GateError `not-found` (household) */
async function demandHousehold(compound: CompoundId, id: HouseholdId, queries: Queries): Promise<void> {
  const found = await queries
    .selectFrom('households')
    .select('id')
    .where('compound', '=', compound)
    .where('id', '=', id)
    .executeTakeFirst();
  if (found === undefined) throw new GateError('not-found', { kind: 'household', id });
}

/** @throws GateError `not-found` (exception) */
async function exceptionRow(id: string, queries: Queries): Promise<ExceptionRow> {
  const row = await queries.selectFrom('exceptions').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new GateError('not-found', { kind: 'exception', id });
  return row;
}

interface Standing {
  readonly usedAt: Instant | null;
  readonly now: Instant;
}

function listed(row: ExceptionRow, standing: Standing): ListedException {
  return {
    ...exceptionOfRow(row),
    compound: row.compound,
    note: row.note,
    approver: row.approver,
    grantedAt: row.granted_at,
    usedAt: standing.usedAt,
    withdrawnAt: row.withdrawn_at,
    withdrawnBy: row.withdrawn_by,
    standing: standingOf(row, standing),
  };
}

function standingOf(row: ExceptionRow, { usedAt, now }: Standing): ListedException['standing'] {
  if (usedAt !== null) return 'used';
  if (row.withdrawn_at !== null) return 'withdrawn';
  if (now >= row.expires) return 'expired';
  return now < row.starts_at ? 'coming' : 'usable';
}

interface Key {
  readonly grantedAt: Instant;
  readonly id: string;
}

/** The key of the last item of the page before; null on the first. @throws GateError `request-invalid` */
function keyOf({ after }: Pick<ExceptionQuery, 'after'>): Key | null {
  if (after === undefined) return null;
  const [, grantedAt, id] = /^(\d{1,15})-([a-z0-9-]{1,32})$/.exec(after) ?? [];
  if (grantedAt !== undefined && id !== undefined) return { grantedAt: Number(grantedAt), id };
  throw new GateError('request-invalid', { problem: '"after" is not a key of this list' });
}

/** Behind the key in the order of the list: older, or granted in the same millisecond with a later id. */
function isAfter(key: Key | null) {
  const { grantedAt, id } = key ?? { grantedAt: 0, id: '' };
  return (build: ExpressionBuilder<Schema, 'exceptions'>) => {
    const isOlder = build('granted_at', '<', grantedAt);
    return build.or([isOlder, build.and([build('granted_at', '=', grantedAt), build('id', '>', id)])]);
  };
}
