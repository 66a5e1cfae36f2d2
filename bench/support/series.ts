/** The smallest, middle and largest of some figures. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** Of an even number of figures the median is the mean of the two in the middle; of none everything is 0. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return { min: sorted[0] ?? 0, median: (lower + upper) / 2, max: sorted.at(-1) ?? 0 };
}

/** Each figure over the one of the same round; rounds that only one of them has are left out. */
export function ratios(values: readonly number[], over: readonly number[]): readonly number[] {
  return values.flatMap((value, round) => {
    const base = over[round];
    return base === undefined ? [] : [value / base];
  });
}
