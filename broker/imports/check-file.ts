import type { ImportColumns } from '#core/api/imports.js';
import { GateError } from '#core/errors/gate-error.js';
import { checkRow } from '#core/register-file/check-row.js';
import { cleanCell } from '#core/register-file/clean-cell.js';
import { mapColumns, type ChosenColumns, type ColumnMap } from '#core/register-file/column-map.js';
import type { FaultTally } from '#core/register-file/fault-tally.js';
import { FIELD_WORDS, type RegisterField } from '#core/register-file/fields.js';
import { headingRow } from '#core/register-file/heading-row.js';
import type { SheetRow } from '../spreadsheets/read-workbook.js';
import type { RowStager } from './row-stager.js';

const PREVIEW_ROWS = 20;
const PREVIEW_CELL = 60;

/** The beginning of a file: what its columns mean, and how it looks. */
export interface FileHead {
  readonly map: ColumnMap;
  readonly columns: ImportColumns;
  readonly width: number;
  readonly preview: readonly (readonly string[])[];
  /** Rows that were read with the head and come after the headings. */
  readonly rows: readonly SheetRow[];
}

/** Reads the first rows of a file and finds out what its columns mean. */
export async function readHead(rows: AsyncGenerator<SheetRow>, chosen: ChosenColumns): Promise<FileHead> {
  const first: SheetRow[] = [];
  while (first.length <= PREVIEW_ROWS) {
    const next = await rows.next();
    if (next.done === true) break;
    first.push(next.value);
  }
  const at = headingRow(
    first.map(({ cells }) => cells),
    chosen,
  );
  const headings = withoutBlankEnd((first[at]?.cells ?? []).map(cleanCell));
  const map = mapColumns(headings, chosen);
  const columns = {
    headings,
    headingLine: first[at]?.line ?? 1,
    mapping: mappingOf(map, headings),
    unused: [...map.unused],
    missing: [...map.missing],
    unknown: [...map.unknown],
  };
  const preview = first
    .slice(0, PREVIEW_ROWS)
    .map(({ cells }) => cells.map((cell) => cell.slice(0, PREVIEW_CELL)));
  return { map, columns, width: headings.length, preview, rows: first.slice(at + 1) };
}

function mappingOf({ columns }: ColumnMap, headings: readonly string[]): Record<string, string> {
  const pairs = Object.entries(columns).map(([field, index]) => [field, headings[index] ?? ''] as const);
  return Object.fromEntries(pairs);
}

function withoutBlankEnd(cells: readonly string[]): string[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
}

/** @throws GateError `file-columns-missing`, naming the columns in both languages */
export function demandColumns(file: string, { columns }: FileHead): void {
  const words = (field: RegisterField): string => `${FIELD_WORDS[field].zh} (${FIELD_WORDS[field].en})`;
  const missing = [...columns.missing.map(words), ...columns.unknown.map((heading) => `"${heading}"`)];
  if (missing.length === 0) return;
  throw new GateError('file-columns-missing', {
    file,
    missing: missing.join(', '),
    headings: columns.headings
      .map((heading) => `"${heading}"`)
      .join(', ')
      .slice(0, 500),
  });
}

export interface RowCounts {
  rows: number;
  empty: number;
}

interface CheckParts {
  readonly head: FileHead;
  readonly today: string;
  readonly tally: FaultTally;
  readonly stager: RowStager;
  /** Hears of every batch that was written. */
  readonly onProgress: (rows: number, share: number) => Promise<void>;
}

/** Checks row after row and writes them down; only one batch of them is ever in memory. */
export async function checkRows(rest: AsyncGenerator<SheetRow>, parts: CheckParts): Promise<RowCounts> {
  const { head, today, tally, stager } = parts;
  const context = { map: head.map, width: head.width, today };
  const counts: RowCounts = { rows: 0, empty: 0 };
  const take = async ({ line, cells, share }: SheetRow): Promise<void> => {
    const row = checkRow(cells, context);
    for (const fault of row.faults) tally.add(line, fault);
    const isEmpty = row.faults.some(({ code }) => code === 'empty-row');
    if (isEmpty) {
      counts.empty += 1;
      return;
    }
    counts.rows += 1;
    if (await stager.add(line, cells, row)) await parts.onProgress(counts.rows, share);
  };
  for (const row of head.rows) await take(row);
  for await (const row of rest) await take(row);
  await stager.flush();
  return counts;
}
