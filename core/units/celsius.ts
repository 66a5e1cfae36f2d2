/** Degrees Celsius. Raw, ambient, correction and body values are always kept apart and never clamped. */
export type Celsius = number;

/** Rounded to the hundredth a thermometer module can resolve, so that sums of binary fractions print as people expect. */
export function toHundredth(value: Celsius): Celsius {
  return Math.round(value * 100) / 100;
}

/** For people: one decimal, and the second only where it says something, so that 37.26 never reads as 37.3. */
export function shownCelsius(value: Celsius): string {
  const hundredths = Math.round(value * 100);
  return `${(hundredths / 100).toFixed(hundredths % 10 === 0 ? 1 : 2)} °C`;
}
