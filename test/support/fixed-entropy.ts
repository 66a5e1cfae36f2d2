import type { Entropy } from '#core/ports/entropy.js';

/** Randomness that repeats: fractions are always the same, UUIDs count up. */
export function fixedEntropy(fraction = 0.5): Entropy {
  let count = 0;
  return {
    fraction: () => fraction,
    bytes: (length) => new Uint8Array(length),
    uuid: () => {
      count += 1;
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    },
  };
}
