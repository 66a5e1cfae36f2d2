import type { Goal, Line, SectionResult } from './section.js';
import { spreadOf } from './series.js';

const HEAD = ['measure', 'unit', 'min', 'median', 'max', 'goal', 'met'];

/** All sections as one Markdown table, with the columns aligned for a terminal. */
export function resultsTable(results: readonly SectionResult[]): string {
  const rows = results.flatMap(({ title, lines }) => [
    [`**${title}**`, '', '', '', '', '', ''],
    ...lines.map(rowOf),
  ]);
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...rows.filter((row) => row[1] !== '').map((row) => row[column]?.length ?? 0)),
  );
  const lineOf = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = widths.map((width) => '-'.repeat(width));
  return [lineOf(HEAD), lineOf(rule), ...rows.map(lineOf)].join('\n');
}

/** Whether the median reaches the goal. */
export function isMet({ values, goal }: Pick<Line, 'values' | 'goal'>): boolean {
  const { median } = spreadOf(values);
  return median >= (goal?.atLeast ?? -Infinity) && median <= (goal?.atMost ?? Infinity);
}

function rowOf(line: Line): string[] {
  const { what, unit, values, goal } = line;
  const { min, median, max } = spreadOf(values);
  const figures = values.length === 0 ? ['-', '-', '-'] : [min, median, max].map(figure);
  const verdict = goal === undefined || values.length === 0 ? '' : isMet(line) ? 'yes' : 'NO';
  return [what, unit, ...figures, goal === undefined ? '' : goalText(goal), verdict];
}

function goalText({ atLeast, atMost }: Goal): string {
  if (atLeast !== undefined) return `at least ${figure(atLeast)}`;
  return atMost === undefined ? '' : `at most ${figure(atMost)}`;
}

/** Three digits that matter; whole numbers from a hundred on. */
function figure(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
