import type { ResidentPath } from '#core/api/residents.js';
import type { SqlSession } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import type { Instant } from '#core/units/instant.js';
import { plainSql } from '../storage/plain-sql.js';

const NOTHING = 'phone = null, relation = null, notes = null, id_hash = null, id_tail = null';

/**
 * Erases what lets a resident be reached or recognised besides the name: in the register, and in every import that still
 * holds it. Special-care marks stay, they are why somebody looks after them. Part of a transaction.
 */
export async function eraseDetails(
  resident: ResidentPath & { readonly name: string },
  session: SqlSession,
): Promise<void> {
  const { compound, household, resident: id, name } = resident;
  await plainSql(
    session,
    `update resident_details set ${NOTHING} where compound = ? and household = ? and resident = ?`,
    [compound, household, id],
  );
  const ofCompound = 'import in (select id from imports where compound = ?)';
  await plainSql(
    session,
    `update import_images set ${NOTHING} where household = ? and resident = ? and ${ofCompound}`,
    [household, id, compound],
  );
  await plainSql(
    session,
    `update import_rows set ${NOTHING} where household = ? and name = ? and ${ofCompound}`,
    [household, name, compound],
  );
  // Of rejected rows only the cells are known.
  await plainSql(
    session,
    `delete from import_rows where state = 'rejected' and (household = ? or household is null)
       and cells like ? escape '\\' and ${ofCompound}`,
    [household, `%${name.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`, compound],
  );
  await plainSql(session, 'update imports set preview = null where compound = ?', [compound]);
}

/** Rows in one transaction: few enough that a decision behind it hardly notices. */
const AT_ONCE = 500;
const ANYTHING = 'coalesce(phone, relation, notes, id_hash, id_tail) is not null';

/**
 * Erases the same of everybody whose contact was written before the instant, and of the imports from before it. One
 * step; answers whether there may be more.
 */
export async function eraseOldContacts(
  { compound, before }: { readonly compound: CompoundId; readonly before: Instant },
  session: SqlSession,
): Promise<{ readonly erased: number; readonly isDone: boolean }> {
  const rows = await plainSql(
    session,
    `update resident_details set ${NOTHING} where compound = ? and (household, resident) in (
       select household, resident from resident_details
       where compound = ? and written_at < ? and ${ANYTHING} limit ${AT_ONCE}) returning resident`,
    [compound, compound, before],
  );
  if (rows.length === AT_ONCE) return { erased: rows.length, isDone: false };
  const old =
    'import in (select id from imports where compound = ? and coalesce(committed_at, created_at) < ?)';
  const values = [compound, before];
  await plainSql(session, `update import_images set ${NOTHING} where ${ANYTHING} and ${old}`, values);
  await plainSql(session, `delete from import_rows where ${old}`, values);
  await plainSql(
    session,
    'update imports set preview = null where compound = ? and coalesce(committed_at, created_at) < ?',
    values,
  );
  return { erased: rows.length, isDone: true };
}
