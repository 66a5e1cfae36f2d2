import type { Json } from './json.js';

/**
 * One text for one value, whatever the order in which its fields were written: what is signed or compared must not depend on
 * it. The JSON Canonicalization Scheme (RFC 8785) for values without fractions and with plain ASCII names.
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter((field): field is [string, Json] => field[1] !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, own]) => `${JSON.stringify(name)}:${canonicalJson(own)}`).join(',')}}`;
}
