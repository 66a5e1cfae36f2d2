import type { ResidentPath } from '#core/api/residents.js';
import type { SqlSession } from '#core/ports/sql-database.js';
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
