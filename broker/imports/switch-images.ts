import type { SqlSession, SqlValue } from '#core/ports/sql-database.js';
import type { CompoundId } from '#core/units/ids.js';
import { plainSql } from '../storage/plain-sql.js';
import { DETAIL_COLUMNS } from './image-row.js';

/** From one image of the register to the other: `before` to `after` is the commit, the other way round the undo. */
export interface ImageSwitch {
  readonly id: string;
  readonly compound: CompoundId;
  readonly from: 'before' | 'after';
  readonly to: 'before' | 'after';
}

const DETAILS = DETAIL_COLUMNS.join(', ');
const OVERWRITE = DETAIL_COLUMNS.map((column) => `${column} = excluded.${column}`).join(', ');
const ANY_DETAIL = `coalesce(${DETAIL_COLUMNS.map((column) => `i.${column}`).join(', ')}) is not null`;

/** A resident of the register is `r`, one of an image is `i`. */
const IN_FROM = `exists (
  select 1 from import_images f where f.import = ? and f.side = ?
    and f.household = r.household and f.resident = r.id)`;
const NOT_IN_TO = `not exists (
  select 1 from import_images t where t.import = ? and t.side = ?
    and t.household = r.household and t.resident = r.id)`;

/**
 * Makes the residents of the register what an image says: those only in `from` go, those in `to` come or change. A handful
 * of statements, whatever the number of rows; part of a transaction that has made sure that the register is as in `from`.
 */
export async function switchResidents(images: ImageSwitch, session: SqlSession): Promise<void> {
  const { id, compound, from, to } = images;
  await plainSql(session, `delete from residents as r where r.compound = ? and ${IN_FROM} and ${NOT_IN_TO}`, [
    compound,
    id,
    from,
    id,
    to,
  ]);
  const source = `from import_images i join imports m on m.id = i.import where i.import = ? and i.side = ?`;
  const own: SqlValue[] = [id, to];
  await plainSql(
    session,
    `insert into residents (compound, household, id, name, isolated)
     select m.compound, i.household, i.resident, i.name, 0 ${source}
     on conflict (compound, household, id) do update set name = excluded.name`,
    own,
  );
  await plainSql(
    session,
    `insert into resident_details (compound, household, resident, ${DETAILS}, written_at)
     select m.compound, i.household, i.resident, ${DETAIL_COLUMNS.map((column) => `i.${column}`).join(', ')},
       coalesce(m.undone_at, m.committed_at, m.created_at)
     ${source} and ${ANY_DETAIL}
     on conflict (compound, household, resident) do update set ${OVERWRITE}, written_at = excluded.written_at`,
    own,
  );
  await plainSql(
    session,
    `delete from resident_details as d where d.compound = ? and exists (
       select 1 from import_images i where i.import = ? and i.side = ?
         and i.household = d.household and i.resident = d.resident and not (${ANY_DETAIL}))`,
    [compound, ...own],
  );
}
