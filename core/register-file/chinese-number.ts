const DIGITS = '零一二三四五六七八九';
const NUMBER = /[零〇一二两三四五六七八九十]+/g;
const TEN = 10;

/** Chinese numbers from 1 to 99 as digits, as buildings and units are written: `三栋二单元` is `3栋2单元`. */
export function plainChineseNumbers(text: string): string {
  return text.replaceAll(NUMBER, (number) => numberOf(number) ?? number);
}

/** `十二` is 12, `三十` is 30; digits in a row (`五零一`) are read one by one. */
function numberOf(text: string): string | null {
  const plain = text.replaceAll('〇', '零').replaceAll('两', '二');
  const parts = plain.split('十');
  if (parts.length === 1) return plain.replaceAll(/./g, (digit) => String(DIGITS.indexOf(digit)));
  const [tens = '', ones = ''] = parts;
  if (parts.length > 2 || tens.length > 1 || ones.length > 1) return null;
  const value = (tens === '' ? 1 : DIGITS.indexOf(tens)) * TEN + (ones === '' ? 0 : DIGITS.indexOf(ones));
  return String(value);
}
