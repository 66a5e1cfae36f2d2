import { encodeQR } from 'qr';

/** Dark modules of a symbol, row by row, without a quiet zone. */
export type Modules = readonly (readonly boolean[])[];

/** The symbol of a text at error level Q: a quarter of it may be dirt or scratches (ISO/IEC 18004). */
export function qrModules(text: string): Modules {
  const QUIET = 1;
  const rows = encodeQR(text, 'raw', { ecc: 'quartile', border: QUIET });
  return rows.slice(QUIET, -QUIET).map((row) => row.slice(QUIET, -QUIET));
}
