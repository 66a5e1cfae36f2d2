import type { OutgoingFile } from '#core/api/exports.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import type { SqlDatabase } from '#core/ports/sql-database.js';
import { REASON_HEADING } from '#core/register-file/fields.js';
import { reasonText, ROW_FAULT_CODES } from '#core/register-file/row-faults.js';
import { csvText } from '../spreadsheets/csv-text.js';
import { FILE_TYPES } from '../spreadsheets/file-types.js';
import { writeWorkbook } from '../spreadsheets/write-workbook.js';
import { queriesOn } from '../storage/queries.js';
import type { ImportRecordRow } from '../storage/register-schema.js';
import type { ImportReport } from './import-report.js';

const PAGE = 500;

type Rows = readonly (readonly string[])[];

/**
 * The rejected rows as a file of the uploaded format, with a last column of reasons: correct it and hand it in again.
 * @throws GateError `import-state-wrong` when the rows are not kept any more
 */
export async function rejectedFile(
  row: ImportRecordRow,
  tools: { readonly database: SqlDatabase; readonly clock: Clock },
): Promise<OutgoingFile> {
  const { file, columns, counts } = JSON.parse(row.report) as ImportReport;
  const pages = rejectedPages(row.id, columns?.headings ?? [], tools.database);
  const heading = await pages.next();
  const first = await pages.next();
  if (counts.rejected > 0 && first.done === true) {
    const problem = 'its rejected rows are not kept any more';
    throw new GateError('import-state-wrong', { id: row.id, state: row.state, problem });
  }
  const all = chained([heading, first], pages);
  const name = `rejected-${row.file_name.replace(/\.\w+$/, '')}`;
  if (file?.format !== 'xlsx') {
    const content = csvText(all, file?.separator ?? ',');
    return { name: `${name}.csv`, contentType: FILE_TYPES.csv, content };
  }
  const content = workbookOf(all, tools.clock);
  return { name: `${name}.xlsx`, contentType: FILE_TYPES.xlsx, content };
}

async function* rejectedPages(
  id: string,
  headings: readonly string[],
  database: SqlDatabase,
): AsyncGenerator<Rows> {
  yield [[...headings, REASON_HEADING]];
  let after = 0;
  for (;;) {
    const rows = await queriesOn(database)
      .selectFrom('import_rows')
      .select(['line', 'cells', 'faults'])
      .where('import', '=', id)
      .where('state', '=', 'rejected')
      .where('line', '>', after)
      .orderBy('line')
      .limit(PAGE)
      .execute();
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(({ cells, faults }) => {
      const kept = JSON.parse(cells ?? '[]') as string[];
      const extra = kept.slice(headings.length);
      return [...headings.map((_heading, at) => kept[at] ?? ''), reasonsOf(faults), ...extra];
    });
    after = last.line;
  }
}

function reasonsOf(faults: string): string {
  const codes = new Set(faults.split(','));
  return reasonText(ROW_FAULT_CODES.filter((code) => codes.has(code)));
}

async function* chained(
  first: readonly IteratorResult<Rows, void>[],
  rest: AsyncGenerator<Rows>,
): AsyncGenerator<Rows> {
  for (const one of first) if (one.done !== true) yield one.value;
  yield* rest;
}

async function* workbookOf(pages: AsyncIterable<Rows>, clock: Clock): AsyncGenerator<Uint8Array> {
  const rows: (readonly string[])[] = [];
  for await (const page of pages) rows.push(...page);
  yield await writeWorkbook(rows, clock);
}
