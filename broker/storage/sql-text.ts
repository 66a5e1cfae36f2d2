import { GateError } from '#core/errors/gate-error.js';

/** A text as an SQL literal. A NUL would end the script for SQLite, so a text with one is refused. */
export function sqlText(text: string): string {
  return `'${escaped(text)}'`;
}

export function sqlTextOrNull(text: string | null): string {
  return text === null ? 'null' : sqlText(text);
}

/** A whole number or null as an SQL literal. */
export function sqlInteger(value: number | null): string {
  return String(wholeNumber(value));
}

/** A text as it stands between the quotes of a literal. */
export function escaped(text: string): string {
  if (text.includes('\0')) throw refused('a text has a NUL');
  return text.includes("'") ? text.replaceAll("'", "''") : text;
}

/** The same number, or null; what SQL would not read as a whole number is refused. */
export function wholeNumber(value: number | null): number | null {
  if (value === null || Number.isSafeInteger(value)) return value;
  throw refused(`${value} is not whole`);
}

function refused(problem: string): GateError {
  return new GateError('database-refused', { path: 'ledger', action: 'a literal', problem });
}
