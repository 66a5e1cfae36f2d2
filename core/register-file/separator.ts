/** What stands between the cells of a line. */
export const SEPARATORS = [',', '\t', ';'] as const;
export type Separator = (typeof SEPARATORS)[number];

const LOOKED_AT = 20;

/**
 * The separator of a text: the one that parts most of its first lines into the same number of cells, more than one.
 * Separators inside quotation marks do not count. A text with none of them has one column; then the comma does no harm.
 */
export function detectSeparator(start: string): Separator {
  const lines = linesOf(start).slice(0, LOOKED_AT);
  const scores = SEPARATORS.map((separator) => ({ separator, score: scoreOf(lines, separator) }));
  const best = scores.reduce((first, second) => (second.score > first.score ? second : first));
  return best.separator;
}

/** How many lines agree on a number of cells, and, among equals, how many cells that is. */
function scoreOf(lines: readonly string[], separator: string): number {
  const counts = lines.map((line) => line.split(separator).length - 1).filter((count) => count > 0);
  const agreeing = new Map<number, number>();
  for (const count of counts) agreeing.set(count, (agreeing.get(count) ?? 0) + 1);
  return Math.max(0, ...[...agreeing].map(([count, times]) => times * SCALE + Math.min(count, SCALE - 1)));
}

const SCALE = 1_000;

/** Lines that say something; what stands in quotation marks, line breaks included, is left out. */
function linesOf(text: string): string[] {
  return text
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '');
}
