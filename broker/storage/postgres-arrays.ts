/** Array literals of PostgreSQL (section 8.15.2), one parameter for a whole column. Our numbers and nulls need no quoting. */
export function numberArray(values: readonly (number | null)[]): string {
  return `{${values.map((value) => value ?? 'null').join(',')}}`;
}

export function textArray(values: readonly (string | null)[]): string {
  return `{${values.map(quoted).join(',')}}`;
}

function quoted(value: string | null): string {
  if (value === null) return 'null';
  return NEEDS_ESCAPE.test(value) ? `"${value.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${value}"`;
}

const NEEDS_ESCAPE = /["\\]/;
