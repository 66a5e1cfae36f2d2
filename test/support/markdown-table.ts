import { readFileSync } from 'node:fs';

/** One row of a table of a Markdown file, by the names of its columns. */
export interface TableRow {
  /** The heading above the table. */
  readonly section: string;
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** All rows of all tables of a Markdown file, in order. */
export function rowsOf(file: URL): TableRow[] {
  const rows: TableRow[] = [];
  let section = '';
  let columns: readonly string[] | null = null;
  for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (text.startsWith('#')) section = text.replace(/^#+ /, '');
    const cells = cellsOf(text);
    if (cells === null) columns = null;
    else if (columns === null) columns = cells;
    else if (!cells.every((cell) => /^-{3,}$/.test(cell))) {
      if (cells.length !== columns.length) throw new Error(`line ${index + 1} has ${cells.length} cells`);
      const named = columns.map((column, at) => [column, cells[at] ?? ''] as const);
      rows.push({ section, line: index + 1, cells: Object.fromEntries(named) });
    }
  }
  return rows;
}

function cellsOf(text: string): readonly string[] | null {
  if (!text.startsWith('|')) return null;
  return text
    .slice(1, text.lastIndexOf('|'))
    .split('|')
    .map((cell) => cell.trim());
}
