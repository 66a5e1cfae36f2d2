import { stringify } from 'csv-stringify/sync';
import { defused } from '#core/register-file/formula-guard.js';
import type { Separator } from '#core/register-file/separator.js';

const BYTE_ORDER_MARK = '\uFEFF';
/** A carriage return alone ends a row for many readers, and what follows it would be a cell of its own. */
const LINE_BREAK = /[\r\n]/;

/**
 * Rows as CSV: UTF-8 with a byte order mark, lines that end in CR LF, as spreadsheets want it; cells that a spreadsheet
 * would run are defused.
 */
export async function* csvText(
  pages: AsyncIterable<readonly (readonly string[])[]>,
  separator: Separator = ',',
): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK;
  for await (const rows of pages) {
    const safe = rows.map((row) => row.map(defused));
    yield stringify(safe, { delimiter: separator, record_delimiter: '\r\n', quoted_match: LINE_BREAK });
  }
}
