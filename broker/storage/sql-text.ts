import { GateError } from '#core/errors/gate-error.js';

/** A text as an SQL literal. A NUL would end the script for SQLite, so a text with one is refused. */
export function sqlText(text: string): string {
  if (text.includes('\0')) {
    throw new GateError('database-refused', {
      path: 'ledger',
      action: 'a literal',
      problem: 'a text has a NUL',
    });
  }
  return text.includes("'") ? `'${text.replaceAll("'", "''")}'` : `'${text}'`;
}

export function sqlTextOrNull(text: string | null): string {
  return text === null ? 'null' : sqlText(text);
}

/** A whole number or null as an SQL literal. */
export function sqlInteger(value: number | null): string {
  if (value === null) return 'null';
  if (Number.isSafeInteger(value)) return String(value);
  throw new GateError('database-refused', {
    path: 'ledger',
    action: 'a literal',
    problem: `${value} is not whole`,
  });
}
