import { cleanCell } from './clean-cell.js';
import type { ColumnMap } from './column-map.js';
import { REGISTER_FIELDS, type RegisterField } from './fields.js';
import type { RowFault } from './row-faults.js';

/** What is known of the file when a row of it is checked. */
export interface RowContext {
  readonly map: ColumnMap;
  /** How many columns the headings name. */
  readonly width: number;
  /** The local date as `YYYYMMDD`. */
  readonly today: string;
}

/** A row whose cells can be asked for by their field. */
export interface RowShape {
  readonly isEmpty: boolean;
  /** What is wrong with the row as a row, and with the writing of its cells. */
  readonly faults: readonly RowFault[];
  /** The cleaned text of a field's cell, empty when the row is too short; null when the file has no such column. */
  readonly cell: (field: RegisterField) => string | null;
}

const REPLACEMENT = '\uFFFD';
const CONTROL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
/** What a spreadsheet shows instead of the result of a formula that went wrong. */
const FORMULA_ERROR = /^#(?:NULL!|DIV\/0!|VALUE!|REF!|NAME\?|NUM!|N\/A|SPILL!|CALC!|BLOCKED!)$/;

/** Looks at the row as a row, before anybody asks what it means. */
export function checkShape(cells: readonly string[], { map, width }: RowContext): RowShape {
  const clean = cells.map(cleanCell);
  const isEmpty = clean.every((cell) => cell === '');
  const used = REGISTER_FIELDS.flatMap((field) => map.columns[field] ?? []);
  const faults: RowFault[] = [];
  if (cells.length <= Math.max(...used)) faults.push({ code: 'too-few-columns', value: '' });
  if (clean.slice(width).some((cell) => cell !== '')) faults.push({ code: 'too-many-columns', value: '' });
  if (map.columns.household === undefined && map.columns.unit === undefined) {
    faults.push({ code: 'unit-assumed', value: '' });
  }
  const texts = used.map((index) => clean[index] ?? '');
  faults.push(...writingFaults(texts));
  const cell = (field: RegisterField): string | null => {
    const index = map.columns[field];
    return index === undefined ? null : (clean[index] ?? '');
  };
  return { isEmpty, faults, cell };
}

function writingFaults(texts: readonly string[]): RowFault[] {
  const faults: RowFault[] = [];
  if (texts.some((text) => text.includes(REPLACEMENT))) {
    faults.push({ code: 'unreadable-characters', value: '' });
  }
  if (texts.some((text) => CONTROL.test(withoutLineBreaks(text)))) {
    faults.push({ code: 'control-characters', value: '' });
  }
  const formula = texts.find((text) => text.startsWith('=') || FORMULA_ERROR.test(text));
  if (formula !== undefined) faults.push({ code: 'formula-cell', value: '' });
  return faults;
}

/** A text on one line, with single spaces: line breaks inside a cell are a habit of spreadsheets, and no fault. */
export function tidyText(text: string): string {
  return withoutLineBreaks(text).replaceAll(/ {2,}/g, ' ').trim();
}

function withoutLineBreaks(text: string): string {
  return text.replaceAll(/[\r\n\t]+/g, ' ');
}
