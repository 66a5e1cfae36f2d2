/** Digits count as numbers, so that `3-2-501` comes before `3-10-101`. */
const order = new Intl.Collator('en', { numeric: true });

/** Orders flats by building, unit and room; passes of no flat come last. */
export function compareFlats(a: string | null, b: string | null): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return order.compare(a, b);
}
