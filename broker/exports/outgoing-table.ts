import type { ExportFormat, OutgoingFile } from '#core/api/exports.js';
import { GateError } from '#core/errors/gate-error.js';
import type { Clock } from '#core/ports/clock.js';
import { csvText } from '../spreadsheets/csv-text.js';
import { FILE_TYPES } from '../spreadsheets/file-types.js';
import { writeWorkbook } from '../spreadsheets/write-workbook.js';

type Cells = readonly string[];

/** Things to be exported, page by page, and how one of them looks as rows of a table and as JSON. */
export interface ExportTable<Item> {
  /** Without the ending. */
  readonly name: string;
  readonly headings: Cells;
  readonly pages: AsyncIterable<readonly Item[]>;
  readonly rows: (item: Item) => readonly Cells[];
  readonly json: (item: Item) => unknown;
}

/** A workbook is put together in memory; what is larger goes out as CSV or JSON lines, which are not. */
const WORKBOOK_ROWS = 100_000;

/** A table as a file of the format. CSV and JSON lines are written while they are read. @throws GateError `export-too-large` */
export async function outgoingTable<Item>(
  table: ExportTable<Item>,
  format: ExportFormat,
  clock: Clock,
): Promise<OutgoingFile> {
  const file = { name: `${table.name}.${format}`, contentType: FILE_TYPES[format] };
  switch (format) {
    case 'csv':
      return { ...file, content: csvText(rowPages(table)) };
    case 'jsonl':
      return { ...file, content: jsonLines(table) };
    case 'xlsx': {
      const bytes = await writeWorkbook(await allRows(table), clock);
      return { ...file, content: once(bytes) };
    }
  }
}

async function* rowPages<Item>({
  headings,
  pages,
  rows,
}: ExportTable<Item>): AsyncGenerator<readonly Cells[]> {
  yield [headings];
  for await (const items of pages) yield items.flatMap(rows);
}

async function* jsonLines<Item>({ pages, json }: ExportTable<Item>): AsyncGenerator<string> {
  for await (const items of pages) yield items.map((item) => `${JSON.stringify(json(item))}\n`).join('');
}

async function allRows<Item>(table: ExportTable<Item>): Promise<readonly Cells[]> {
  const all: Cells[] = [];
  for await (const rows of rowPages(table)) {
    all.push(...rows);
    if (all.length > WORKBOOK_ROWS + 1) throw new GateError('export-too-large', { limit: WORKBOOK_ROWS });
  }
  return all;
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}
