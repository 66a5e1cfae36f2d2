import { sql } from 'kysely';
import type { ImportChange, ImportChangesQuery } from '#core/api/imports.js';
import type { Page } from '#core/api/paging.js';
import { groupBy } from '#core/group-by.js';
import { marksOf } from '#core/register-file/care-marks.js';
import { pageLimit, pageOfRows } from '../storage/paging.js';
import type { Queries } from '../storage/queries.js';
import type { ImportImageRow } from '../storage/register-schema.js';

/** The residents an import changes, or has changed, with both images. */
export async function importChanges(
  id: string,
  query: ImportChangesQuery,
  queries: Queries,
): Promise<Page<ImportChange>> {
  const limit = pageLimit(query);
  const rows = await imageRows(id, query, queries);
  const changes = [...groupBy(rows, keyOf).values()].map(changeOf);
  return pageOfRows(changes, { limit, key: keyOf, item: (change) => change });
}

/** Images of one page, one resident too many: no resident has more than two. */
async function imageRows(
  id: string,
  query: ImportChangesQuery,
  queries: Queries,
): Promise<readonly ImportImageRow[]> {
  const [household = '', resident = ''] = (query.after ?? '').split('/');
  const found = await sql<ImportImageRow>`
    select i.* from import_images i where i.import = ${id}
      and (i.household > ${household} or (i.household = ${household} and i.resident > ${resident}))
      and ${ofKind(query.kind)}
    order by i.household, i.resident limit ${(pageLimit(query) + 1) * 2}`.execute(queries);
  return found.rows;
}

function ofKind(kind: ImportChangesQuery['kind']): ReturnType<typeof sql> {
  const other = (side: string): ReturnType<typeof sql> => sql`exists (
    select 1 from import_images o where o.import = i.import and o.side = ${side}
      and o.household = i.household and o.resident = i.resident)`;
  switch (kind) {
    case undefined:
      return sql`1 = 1`;
    case 'new':
      return sql`i.side = 'after' and not ${other('before')}`;
    case 'changed':
      return sql`i.side <> 'missing' and ${other('before')} and ${other('after')}`;
    case 'missing':
      return sql`(i.side = 'missing' or (i.side = 'before' and not ${other('after')}))`;
  }
}

function keyOf({ household, resident }: { readonly household: string; readonly resident: string }): string {
  return `${household}/${resident}`;
}

function changeOf(rows: readonly ImportImageRow[]): ImportChange {
  const before = rows.find(({ side }) => side !== 'after') ?? null;
  const after = rows.find(({ side }) => side === 'after') ?? null;
  const [{ household, resident }] = rows as [ImportImageRow];
  const kind = before === null ? 'new' : after === null ? 'missing' : 'changed';
  return { household, resident, kind, before: fieldsOf(before), after: fieldsOf(after) };
}

function fieldsOf(row: ImportImageRow | null): ImportChange['before'] {
  if (row === null) return null;
  const { name, phone, relation, notes, care, id_tail: tail } = row;
  const idNumber = tail === null ? null : `**************${tail}`;
  return { name, phone, relation, notes, care: [...marksOf(care)], idNumber };
}
