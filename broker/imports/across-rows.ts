import { sql, type RawBuilder } from 'kysely';
import type { SqlSession } from '#core/ports/sql-database.js';
import { EXAMPLES_SHOWN, type FaultTally } from '#core/register-file/fault-tally.js';
import type { RowFaultCode } from '#core/register-file/row-faults.js';
import { plainSql } from '../storage/plain-sql.js';
import { queriesOn } from '../storage/queries.js';

/** Residents of one household, as the register admits them (`HouseholdBody`). */
const MAX_RESIDENTS = 50;
/** So many identity numbers damaged in one way are no accident: then those that look right by chance are damaged too. */
const IN_BULK = 3;

interface Finding {
  readonly code: RowFaultCode;
  /** What holds of a row `r` of the import that has no fault of its own. */
  readonly condition: (id: string) => RawBuilder<boolean>;
}

const SAME_PERSON_BEFORE = sql<boolean>`exists (
  select 1 from import_rows e
  where e.import = r.import and e.state = 'good' and e.household = r.household and e.line < r.line
    and (e.id_hash = r.id_hash or (e.name_key = r.name_key and (e.id_hash is null or r.id_hash is null))))`;

const IN_ANOTHER_HOUSEHOLD = sql<boolean>`exists (
  select 1 from import_rows e
  where e.import = r.import and e.id_hash = r.id_hash and e.state = 'good' and e.household <> r.household)`;

const inACrowd = (id: string): RawBuilder<boolean> => sql<boolean>`r.household in (
  select e.household from import_rows e where e.import = ${id} and e.state = 'good'
  group by e.household having count(*) > ${MAX_RESIDENTS})`;

const FINDINGS: readonly Finding[] = [
  { code: 'duplicate-in-file', condition: () => SAME_PERSON_BEFORE },
  { code: 'id-number-in-two-households', condition: () => IN_ANOTHER_HOUSEHOLD },
  { code: 'too-many-residents', condition: inACrowd },
];

const ROUNDED: Finding = { code: 'id-number-rounded', condition: () => sql<boolean>`r.id_tail like '%000'` };

/**
 * What only shows when rows are looked at together. All conditions are asked of the rows that are good by themselves, then
 * those with a finding are rejected; the cells of the others are forgotten.
 */
export async function checkAcrossRows(
  id: string,
  { session, tally }: { readonly session: SqlSession; readonly tally: FaultTally },
): Promise<void> {
  const isDamagedInBulk = tally.count('id-number-rounded') + tally.count('id-number-scientific') >= IN_BULK;
  for (const finding of isDamagedInBulk ? [...FINDINGS, ROUNDED] : FINDINGS) {
    const count = await mark(id, finding, session);
    if (count > 0) tally.addMany(finding.code, count, await examples(id, finding.code, session));
  }
  const settle =
    "update import_rows set state = 'rejected' where import = ? and state = 'good' and faults <> ''";
  await plainSql(session, settle, [id]);
  await plainSql(session, "update import_rows set cells = null where import = ? and state = 'good'", [id]);
}

async function mark(id: string, { code, condition }: Finding, session: SqlSession): Promise<number> {
  const { numUpdatedRows } = await queriesOn(session)
    .updateTable('import_rows as r')
    .set({ faults: sql`faults || ${`,${code}`}` })
    .where('r.import', '=', id)
    .where('r.state', '=', 'good')
    .where(condition(id))
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

async function examples(
  id: string,
  code: string,
  session: SqlSession,
): Promise<{ line: number; value: string }[]> {
  const rows = await plainSql(
    session,
    `select line, household from import_rows
     where import = ? and state = 'good' and faults like ? order by line limit ${EXAMPLES_SHOWN}`,
    [id, `%,${code}%`],
  );
  return rows.map(({ line, household }) => ({ line: Number(line), value: String(household) }));
}

/** Points out people who are registered in another household under the same identity number: they may have moved. */
export async function noticeRegisteredElsewhere(
  at: { readonly id: string; readonly compound: string },
  { session, tally }: { readonly session: SqlSession; readonly tally: FaultTally },
): Promise<void> {
  const from = `from import_rows r
    join resident_details d on d.compound = ? and d.id_hash = r.id_hash and d.household <> r.household
    where r.import = ? and r.state = 'good'`;
  const [total] = await plainSql(session, `select count(*) as found ${from}`, [at.compound, at.id]);
  const rows = await plainSql(
    session,
    `select r.line, r.household, d.household as other ${from} order by r.line limit ${EXAMPLES_SHOWN}`,
    [at.compound, at.id],
  );
  const shown = rows.map(({ line, household, other }) => ({
    line: Number(line),
    value: `${String(household)} < ${String(other)}`,
  }));
  tally.addMany('registered-elsewhere', Number(total?.found ?? 0), shown);
}
