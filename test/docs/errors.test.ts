import { describe, expect, test } from 'vitest';
import { ERROR_CODES, type ErrorCode } from '#core/errors/codes.js';
import { isReason, REASONS } from '#core/rules/reasons.js';
import { rowsOf } from '../support/markdown-table.js';

const ROWS = rowsOf(new URL('../../docs/errors.md', import.meta.url));
const bare = (cell: string | undefined): string => (cell ?? '').replaceAll('`', '');

const reasonRows = ROWS.filter((row) => 'reason' in row.cells);
const codeRows = ROWS.filter((row) => 'code' in row.cells);

describe('docs/errors.md', () => {
  test('has one row for every reason and no other', () => {
    expect(reasonRows.map((row) => bare(row.cells.reason)).sort()).toEqual(Object.keys(REASONS).sort());
  });

  test.each(reasonRows.map((row) => [bare(row.cells.reason), row.cells] as const))(
    'says of the reason %s what the code says',
    (code, cells) => {
      if (!isReason(code)) throw new Error(`there is no reason ${code}`);
      const { verdict, zh, en } = REASONS[code];
      expect([cells.verdict, cells['中文'], cells.English]).toEqual([verdict, zh, en]);
    },
  );

  test('has one row for every error code and no other', () => {
    expect(codeRows.map((row) => bare(row.cells.code)).sort()).toEqual(Object.keys(ERROR_CODES).sort());
  });

  test.each(codeRows.map((row) => [bare(row.cells.code), row.cells] as const))(
    'says of the code %s what the code says',
    (code, cells) => {
      const { httpStatus, exitCode } = ERROR_CODES[code as ErrorCode];
      expect([Number(cells.status), Number(cells.exit)]).toEqual([httpStatus, exitCode]);
    },
  );

  test('says of each what it means and what to do, in sentences', () => {
    for (const { cells } of ROWS) {
      expect(cells['what it means']).toMatch(/^\p{Lu}.+\.$/u);
      expect(cells['what to do']).toMatch(/^\p{Lu}.+\.$/u);
    }
  });
});
