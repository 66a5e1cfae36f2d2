import { GateError } from '#core/errors/gate-error.js';

interface Range {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** @throws GateError `number-invalid` when the text is not a whole number of the range. */
export function parseWhole(text: string, range: Range): number {
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= range.from && value <= range.to) return value;
  throw new GateError('number-invalid', {
    text,
    name: range.name,
    expected: `a whole number from ${range.from} to ${range.to}`,
  });
}
