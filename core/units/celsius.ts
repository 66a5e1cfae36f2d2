/** Degrees Celsius. Raw, ambient, correction and body values are always kept apart and never clamped. */
export type Celsius = number;

/** Rounded to the hundredth a thermometer module can resolve, so that sums of binary fractions print as people expect. */
export function toHundredth(value: Celsius): Celsius {
  return Math.round(value * 100) / 100;
}
