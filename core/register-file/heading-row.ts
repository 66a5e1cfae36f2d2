import { fieldsNamedBy, type ChosenColumns } from './column-map.js';

/** Rows above the headings: a title, a date, an empty line. */
const SEARCHED = 10;
const ENOUGH = 2;

/**
 * Which of the first rows holds the headings: the one that names most fields, if it names at least two; else the first
 * that is not empty.
 */
export function headingRow(rows: readonly (readonly string[])[], chosen: ChosenColumns = {}): number {
  const named = rows.slice(0, SEARCHED).map((cells) => fieldsNamedBy(cells, chosen));
  const most = Math.max(0, ...named);
  if (most >= ENOUGH) return named.indexOf(most);
  const first = rows.findIndex((cells) => cells.some((cell) => cell.trim() !== ''));
  return Math.max(0, first);
}
