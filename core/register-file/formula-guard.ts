/** What makes a spreadsheet run a cell instead of showing it, in plain and full-width form. */
const DANGEROUS = /^[=+\-@\t\r＝＋－＠]/;

/** A cell no spreadsheet runs as a formula: those that begin with `= + - @`, TAB or CR get an apostrophe in front. */
export function defused(cell: string): string {
  return DANGEROUS.test(cell) ? `'${cell}` : cell;
}
