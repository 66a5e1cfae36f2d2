import bwip from 'bwip-js/node';

/** Widths of bars and spaces in turn, in modules, beginning and ending with a bar: a Code 128 of the text. */
export function code128Widths(text: string): readonly number[] {
  const [symbol] = bwip.raw('code128', text);
  return symbol !== undefined && 'sbs' in symbol ? symbol.sbs : [];
}
