const HIDDEN = '**';

/** A name of which only the family name is told: `李**`. The length is hidden too. */
export function maskName(name: string): string {
  return `${/^./su.exec(name)?.[0] ?? ''}${HIDDEN}`;
}

/** `138****8000`; short or several numbers keep their last four digits. */
export function maskPhone(phone: string): string {
  if (/^\d{11}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(-4)}`;
  return `****${phone.slice(-4)}`;
}

/** An identity number of which the place and the end are told, enough to find it in the file: `110105********002X`. */
export function maskIdNumber(number: string): string {
  if (number.length < 12) return `${number.slice(0, 2)}****`;
  return `${number.slice(0, 6)}${'*'.repeat(Math.min(8, number.length - 10))}${number.slice(-4)}`;
}
