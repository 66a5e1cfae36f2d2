const SEPARATORS = /[/、,;，；|]/;
const MOBILE = /^1[3-9]\d{9}$/;
const LANDLINE = /^(?:0\d{2,3})?[2-9]\d{6,7}(?:(?:转|x|ext)\d{1,6})?$/;
const FOREIGN = /^\+\d{6,15}$/;
const MAX_PHONES = 4;

/**
 * The phone numbers of a cell, tidied: spaces, hyphens and +86 go, several are parted by ` / `. Null when one of them is
 * no phone number of mainland China and has no country code of another place.
 */
export function tidyPhone(text: string): string | null {
  const numbers = text
    .split(SEPARATORS)
    .map(tidy)
    .filter((number) => number !== '');
  const isGood = numbers.length > 0 && numbers.length <= MAX_PHONES && numbers.every(isPhone);
  return isGood ? numbers.join(' / ') : null;
}

function tidy(text: string): string {
  const number = text.toLowerCase().replaceAll(/[\s\-‐-―−().]/g, '');
  return number.replace(/^(?:\+|00)86(?=\d{7,})/, '');
}

function isPhone(number: string): boolean {
  return MOBILE.test(number) || LANDLINE.test(number) || FOREIGN.test(number);
}
