import type { FaceText } from '#core/print/card-face.js';

/** Smaller than this nothing is set that may be cut instead. */
const SMALLEST_SHARE = 0.6;
const ELLIPSIS = '…';

export type Measure = (text: string, size: number) => number;

/** A text that fits its box: smaller type first, and an ellipsis only where one is allowed. */
export function fittedText(
  item: FaceText,
  measure: Measure,
): { readonly text: string; readonly size: number } {
  const { text, size, box, mayCut } = item;
  const share = box.width / measure(text, size);
  if (share >= 1) return { text, size };
  if (share >= SMALLEST_SHARE || !mayCut) return { text, size: size * share };
  const smallest = size * SMALLEST_SHARE;
  const chars = Array.from(text);
  while (chars.length > 1 && measure(chars.join('') + ELLIPSIS, smallest) > box.width) chars.pop();
  return { text: chars.join('').trimEnd() + ELLIPSIS, size: smallest };
}
