import type { OneOffException } from '#core/exceptions/one-off-exception.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId, HouseholdId } from '#core/units/ids.js';
import { DAY } from '#core/units/instant.js';
import { sql } from 'kysely';
import type { HouseholdExceptions } from '../ledger/ledger-store.js';
import { queriesOn } from './queries.js';
import type { ExceptionRow } from './schema.js';

const NONE: HouseholdExceptions = new Map();

/**
 * The exceptions of compounds that decisions may need, by household. What was over before the newest one was granted is
 * long over, so that the list stays short without asking a clock; the rules look at the times themselves.
 */
export async function exceptionsInForce(
  session: SqlSession,
  compounds: readonly CompoundId[],
): Promise<ReadonlyMap<CompoundId, HouseholdExceptions>> {
  if (compounds.length === 0) return new Map();
  const rows = await queriesOn(session)
    .selectFrom('exceptions as x')
    .select(['x.compound', 'x.id', 'x.household', 'x.starts_at', 'x.expires', 'x.reason'])
    .where('x.compound', 'in', compounds)
    .where('x.withdrawn_at', 'is', null)
    .where(
      'x.expires',
      '>',
      sql<number>`(select max(newest.granted_at) from exceptions newest where newest.compound = x.compound) - ${sql.lit(DAY)}`,
    )
    .execute();
  const found = new Map<CompoundId, Map<HouseholdId, OneOffException[]>>();
  for (const row of rows) {
    const ofCompound = found.get(row.compound) ?? new Map<HouseholdId, OneOffException[]>();
    found.set(row.compound, ofCompound);
    ofCompound.set(row.household, [...(ofCompound.get(row.household) ?? []), exceptionOfRow(row)]);
  }
  return new Map(compounds.map((compound) => [compound, found.get(compound) ?? NONE]));
}

/** An exception as the rules see it. */
export function exceptionOfRow(
  row: Pick<ExceptionRow, 'id' | 'household' | 'starts_at' | 'expires' | 'reason'>,
): OneOffException {
  const { id, household, starts_at: from, expires, reason } = row;
  return { id, household, from, expires, reason };
}
