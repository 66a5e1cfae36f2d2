import { describe, expect, test } from 'vitest';
import { CARE_MARKS } from '#core/register-file/care-marks.js';
import { mapColumns } from '#core/register-file/column-map.js';
import { ROW_FAULTS, type RowFaultCode } from '#core/register-file/row-faults.js';
import { readFileSync } from 'node:fs';
import { rowsOf } from '../support/markdown-table.js';

const FILE = new URL('../../docs/import.md', import.meta.url);
const ROWS = rowsOf(FILE);
const bare = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');
const findings = ROWS.filter((row) => 'finding' in row.cells);
const columns = ROWS.filter((row) => 'column' in row.cells);

describe('docs/import.md', () => {
  test('has one row for every finding of the check and no other', () => {
    expect(findings.map((row) => bare(row.cells['finding']))).toEqual(Object.keys(ROW_FAULTS));
  });

  test.each(findings.map((row) => [bare(row.cells['finding']), row.cells] as const))(
    'says of %s what the code says, and what to do',
    (code, cells) => {
      const { zh, en } = ROW_FAULTS[code as RowFaultCode];
      expect([cells['中文'], cells['English']]).toEqual([zh, en]);
      expect(cells['what it means']).toMatch(/^\p{Lu}.+\.$/u);
      expect(cells['what to do']).toMatch(/^\p{Lu}.+\.$/u);
    },
  );

  test.each(columns.map((row) => [row.cells['column'] ?? '', row.cells['headings'] ?? ''] as const))(
    'names headings of %s that are really read as that',
    (column, headings) => {
      const field = column.replace(/ (\w)/, (_space, letter: string) => letter.toUpperCase());
      for (const heading of headings.split(', ')) {
        const others = { building: ['室'], unit: ['栋', '室'], room: ['栋'], specialCare: [] }[field] ?? [];
        const map = mapColumns([heading, ...others]).columns;
        expect(Object.entries(map).find(([, at]) => at === 0)?.[0], heading).toBe(
          field === 'specialCare' ? 'care' : field === 'idType' ? 'idKind' : field,
        );
      }
    },
  );

  test('names every mark of special care', () => {
    const text = readFileSync(FILE, 'utf8');
    for (const { zh } of Object.values(CARE_MARKS)) expect(text).toContain(zh);
  });
});
