import type { RowFaultCode } from './row-faults.js';

const LENGTH = 18;
/** Weights and check characters of GB 11643-1999 (ISO 7064, MOD 11-2). */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CHECK_CHARACTERS = '10X98765432';

const SCIENTIFIC = /^\d(?:\.\d+)?E\+?\d{1,2}$/;
const FORM = /^\d{17}[\dX]$/;
/** A spreadsheet keeps 15 digits of a number and makes the rest zeros. */
const ROUNDED = /000$/;
const EARLIEST_BIRTH = '19000101';

/** The number of a resident identity card as it is compared and kept. */
export function plainIdNumber(text: string): string {
  return text.toUpperCase().replaceAll(/[\s-]/g, '');
}

/**
 * What is wrong with an identity number, or null. `today` is the local date as `YYYYMMDD`: nobody is born after it.
 */
export function idNumberFault(number: string, today: string): RowFaultCode | null {
  if (SCIENTIFIC.test(number)) return 'id-number-scientific';
  if (number.length !== LENGTH) return /^\d+X?$/.test(number) ? 'id-number-length' : 'id-number-form';
  if (!FORM.test(number)) return 'id-number-form';
  const isChecked = checkCharacter(number) === number.charAt(LENGTH - 1);
  if (!isChecked && ROUNDED.test(number)) return 'id-number-rounded';
  const birth = number.slice(6, 14);
  if (!isDate(birth) || birth < EARLIEST_BIRTH || birth > today) return 'id-number-birth-date';
  return isChecked ? null : 'id-number-check-digit';
}

/** The last character that belongs to the first 17 digits. */
export function checkCharacter(number: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(number.charAt(at)), 0);
  return CHECK_CHARACTERS.charAt(sum % 11);
}

/** Passports, permits for Hong Kong, Macao and Taiwan, and the like: no check is known, only the form. */
export function isOtherDocument(number: string): boolean {
  return /^[A-Z0-9()]{5,24}$/.test(number);
}

function isDate(text: string): boolean {
  const [year, month, day] = [text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
