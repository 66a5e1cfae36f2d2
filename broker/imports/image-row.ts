import type { SqlSession, SqlValue } from '#core/ports/sql-database.js';
import type { Person, PersonDetails } from '#core/register-file/person.js';
import { plainSql } from '../storage/plain-sql.js';
import type { ImportImageRow } from '../storage/register-schema.js';

const COLUMNS = 'import, side, household, resident, name, phone, relation, notes, care, id_hash, id_tail';
const PLACES = `(${COLUMNS.replaceAll(/[a-z_]+/g, '?')})`;
const BATCH = 500;

/** A resident before or after the import, and where they live. */
export interface Image {
  readonly side: ImportImageRow['side'];
  readonly household: string;
  readonly person: Person;
}

/** Writes images of an import, many in one statement. */
export async function insertImages(id: string, images: readonly Image[], session: SqlSession): Promise<void> {
  for (let at = 0; at < images.length; at += BATCH) {
    const rows = images.slice(at, at + BATCH).map((image) => valuesOf(id, image));
    const places = rows.map(() => PLACES).join(', ');
    await plainSql(session, `insert into import_images (${COLUMNS}) values ${places}`, rows.flat());
  }
}

function valuesOf(id: string, { side, household, person }: Image): SqlValue[] {
  const { resident, name, phone, relation, notes, care, idHash, idTail } = person;
  return [id, side, household, resident, name, phone, relation, notes, care, idHash, idTail];
}

type DetailColumns = Pick<ImportImageRow, 'phone' | 'relation' | 'notes' | 'care' | 'id_hash' | 'id_tail'>;

export const DETAIL_COLUMNS = ['phone', 'relation', 'notes', 'care', 'id_hash', 'id_tail'] as const;

/** The details of a row of the register, of a file or of an image; a resident without any has none of the columns. */
export function detailsOf(row: { readonly [Column in keyof DetailColumns]: string | null }): PersonDetails {
  const { phone, relation, notes, care, id_hash: idHash, id_tail: idTail } = row;
  return { phone, relation, notes, care, idHash, idTail };
}
