import { normaliseFlat } from '#core/pass/flat.js';
import type { HouseholdId } from '#core/units/ids.js';
import { plainChineseNumbers } from './chinese-number.js';
import type { ColumnMap } from './column-map.js';
import type { RegisterField } from './fields.js';
import type { RowFault, RowFaultCode } from './row-faults.js';

/** The flat of a row, or what is wrong with it. */
export interface HouseholdReading {
  readonly id: HouseholdId | null;
  readonly faults: readonly RowFault[];
}

/** The cleaned text of a field's cell; null when the file has no such column. */
export type CellOf = (field: RegisterField) => string | null;

const SHOWN = 40;
/** `2003/1/2`, `2003年1月2日`, `1月2日` and `2-Jan`: what a spreadsheet makes of 3-1-2 or 1-2. */
const DATE =
  /^(?:(?:19|20)\d\d[/.年]\d{1,2}[/.月]\d{1,2}日?|\d{1,2}月\d{1,2}日|\d{1,2}-[a-z]{3}(?:-\d{2,4})?)(?: .*)?$/i;

/** Without a column of units, a compound has none: every flat is of unit 1, and the report says so. */
const ONLY_UNIT = '1';

/** Reads the flat from one column that names it whole, or from building, unit and room. */
export function readHousehold(cell: CellOf, { columns }: ColumnMap): HouseholdReading {
  return columns.household === undefined ? fromParts(cell) : fromWhole(cell('household') ?? '');
}

function fromWhole(text: string): HouseholdReading {
  if (text === '') return refused('household-missing', '');
  if (DATE.test(text)) return refused('household-became-date', text);
  const id = normaliseFlat(plainChineseNumbers(text));
  return id === null ? refused('household-invalid', text) : { id, faults: [] };
}

const PARTS = [
  ['building', 'building-missing'],
  ['unit', 'unit-missing'],
  ['room', 'room-missing'],
] as const;

function fromParts(cell: CellOf): HouseholdReading {
  const texts = PARTS.map(([field]) => cell(field) ?? ONLY_UNIT);
  const faults: RowFault[] = PARTS.filter((_part, at) => texts[at] === '').map(([, code]) => ({
    code,
    value: '',
  }));
  const dated = texts.find((text) => DATE.test(text));
  if (dated !== undefined) faults.push({ code: 'household-became-date', value: dated });
  if (faults.length > 0) return { id: null, faults };
  const text = texts.map(plainChineseNumbers).join(' ');
  const id = normaliseFlat(text);
  return id === null ? refused('household-invalid', texts.join('-')) : { id, faults: [] };
}

function refused(code: RowFaultCode, value: string): HouseholdReading {
  return { id: null, faults: [{ code, value: value.slice(0, SHOWN) }] };
}
