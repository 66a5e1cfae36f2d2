import type { HouseholdId } from '#core/units/ids.js';
import { careText, readCareMarks } from './care-marks.js';
import { readHousehold } from './household-cells.js';
import { idNumberFault, isOtherDocument, plainIdNumber } from './id-number.js';
import { maskIdNumber, maskPhone } from './masks.js';
import { tidyPhone } from './phone.js';
import { isRejecting, type RowFault } from './row-faults.js';
import { checkShape, tidyText, type RowContext, type RowShape } from './row-shape.js';

/** What a file says of one resident; null where it says nothing. */
export interface FileResident {
  readonly name: string;
  readonly idNumber: string | null;
  readonly phone: string | null;
  readonly relation: string | null;
  /** Codes of special-care marks; an empty text takes them away. */
  readonly care: string | null;
  readonly notes: string | null;
}

export interface CheckedRow {
  /** Null when the row does not say it, or not well. */
  readonly household: HouseholdId | null;
  /** Null when the row is empty or has a fault that rejects it. */
  readonly resident: FileResident | null;
  /** Everything that is wrong or worth a notice, not just the first. */
  readonly faults: readonly RowFault[];
}

const MAX_NAME = 64;
const MAX_RELATION = 32;
const MAX_NOTES = 200;
const SHOWN = 40;
/** 证件类型 of a resident identity card; anything else is another kind of document. */
const IDENTITY_CARD = /^(?:.*身份证.*|id ?card|identity card)?$/i;

/** Checks one row of a register file. */
export function checkRow(cells: readonly string[], context: RowContext): CheckedRow {
  const shape = checkShape(cells, context);
  if (shape.isEmpty) return { household: null, resident: null, faults: [{ code: 'empty-row', value: '' }] };
  const address = readHousehold(shape.cell, context.map);
  const faults = [...shape.faults, ...address.faults];
  const resident = readResident(shape, { today: context.today, faults });
  const isRejected = faults.some(isRejecting);
  return { household: address.id, resident: isRejected ? null : resident, faults };
}

interface Reading {
  readonly today: string;
  readonly faults: RowFault[];
}

function readResident(shape: RowShape, reading: Reading): FileResident {
  const text = (field: 'relation' | 'notes', limit: number): string | null => {
    const cell = saidText(shape.cell(field));
    if (cell.length > limit) reading.faults.push({ code: 'cell-too-long', value: cell.slice(0, SHOWN) });
    return cell === '' ? null : cell;
  };
  return {
    name: readName(shape.cell('name') ?? '', reading.faults),
    idNumber: readIdNumber(shape, reading),
    phone: readPhone(saidText(shape.cell('phone')), reading.faults),
    relation: text('relation', MAX_RELATION),
    care: readCare(shape.cell('care') ?? '', reading.faults),
    notes: text('notes', MAX_NOTES),
  };
}

/** What people write into a cell that has nothing to say. */
const NOTHING = /^(?:无|暂无|没有|[-—/\\]+)$/;

function saidText(cell: string | null): string {
  const text = tidyText(cell ?? '');
  return NOTHING.test(text) ? '' : text;
}

/** Spaces inside a Chinese name (`李　梅`) only line names up; between foreign names they matter. */
export function tidyName(text: string): string {
  const name = tidyText(text);
  return /^[\p{Script=Han}·• ]+$/u.test(name) ? name.replaceAll(' ', '') : name;
}

function readName(cell: string, faults: RowFault[]): string {
  const name = tidyName(cell);
  if (name === '') faults.push({ code: 'name-missing', value: '' });
  if (name.length > MAX_NAME) faults.push({ code: 'name-too-long', value: '' });
  if (/[*＊]/.test(name)) faults.push({ code: 'name-masked', value: name.slice(0, SHOWN) });
  return name;
}

function readIdNumber(shape: RowShape, { today, faults }: Reading): string | null {
  const number = plainIdNumber(saidText(shape.cell('idNumber')));
  if (number === '') return null;
  const isCard = IDENTITY_CARD.test(shape.cell('idKind') ?? '');
  const fault = isCard ? idNumberFault(number, today) : isOtherDocument(number) ? null : 'id-number-form';
  if (fault === null) return number;
  faults.push({ code: fault, value: maskIdNumber(number).slice(0, SHOWN) });
  return null;
}

function readPhone(cell: string, faults: RowFault[]): string | null {
  if (cell === '') return null;
  const phone = tidyPhone(cell);
  if (phone === null) faults.push({ code: 'phone-invalid', value: maskPhone(cell).slice(0, SHOWN) });
  return phone;
}

function readCare(cell: string, faults: RowFault[]): string | null {
  if (cell === '') return null;
  const marks = readCareMarks(cell);
  if (!('unknown' in marks)) return careText(marks);
  faults.push({ code: 'care-unknown', value: marks.unknown.slice(0, SHOWN) });
  return null;
}
