import { describe, expect, it } from 'vitest';
import { openWorkbook } from '#broker/spreadsheets/read-workbook.js';
import { writeWorkbook } from '#broker/spreadsheets/write-workbook.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { ManualClock } from '../../support/manual-clock.js';
import { zipArchive } from '../../support/zip-archive.js';

const clock = new ManualClock();
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook as a spreadsheet saves it, with the rows of one sheet given as XML. */
function workbook(rows: string): Buffer {
  const files: Record<string, string> = {
    '[Content_Types].xml': '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="居民" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${RELATIONS}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
  };
  return zipArchive(Object.entries(files).map(([name, xml]) => ({ name, content: Buffer.from(xml) })));
}

async function rowsOf(bytes: Uint8Array, sheet: string | null = null): Promise<(readonly string[])[]> {
  const open = await openWorkbook({ file: '居民.xlsx', bytes, sheet }, clock);
  const rows: (readonly string[])[] = [];
  for await (const { cells } of open.rows()) rows.push(cells);
  return rows;
}

describe('a workbook', () => {
  it('that we write is read again cell by cell, over any number of batches', async () => {
    const rows = Array.from({ length: 1_234 }, (_item, at) => [`1-1-${at}`, '007', '=1+1', ` ${at} `]);
    expect(await rowsOf(await writeWorkbook(rows, clock))).toEqual(rows);
  });

  it('gives numbers with every digit there is, and shows what a spreadsheet has destroyed', async () => {
    const cells = ['501', '13800138000', '1.3800138E10', '1.10101199003074E+17', '36.5'];
    const placed = cells.map((value, at) => `<c r="${'ABCDE'.charAt(at)}1"><v>${value}</v></c>`).join('');
    expect(await rowsOf(workbook(`<row r="1">${placed}</row>`))).toEqual([
      ['501', '13800138000', '13800138000', '1.10101199003074E+17', '36.5'],
    ]);
  });

  it('gives dates, truth and the results of formulas as text', async () => {
    const cells =
      '<c r="A1" s="1"><v>37623</v></c><c r="B1" t="b"><v>1</v></c><c r="C1" t="str"><f>"李"&amp;"梅"</f><v>李梅</v></c>';
    expect(await rowsOf(workbook(`<row r="1">${cells}</row>`))).toEqual([['2003/1/2', 'TRUE', '李梅']]);
  });

  it('counts rows as the spreadsheet does, the empty ones too', async () => {
    const open = await openWorkbook(
      {
        file: 'x',
        bytes: workbook('<row r="3"><c r="A3" t="inlineStr"><is><t>李梅</t></is></c></row>'),
        sheet: '居民',
      },
      clock,
    );
    const lines: [number, readonly string[]][] = [];
    for await (const { line, cells } of open.rows()) lines.push([line, cells]);
    expect(lines.at(-1)).toEqual([3, ['李梅']]);
    expect(open.sheets).toEqual(['居民']);
  });

  it('that is broken inside is refused, and so is a sheet it does not have', async () => {
    await expectGateError(
      () => rowsOf(workbook('<row r="1"><c r="A1" t="s"><v>99</v></c></row>')),
      'file-unreadable',
    );
    const error = await expectGateError(() => rowsOf(workbook(''), '人员'), 'file-unreadable');
    expect(error.message).toContain('only: 居民');
  });

  it('may be left half read', async () => {
    const bytes = await writeWorkbook(
      Array.from({ length: 5_000 }, () => ['x']),
      clock,
    );
    const open = await openWorkbook({ file: 'x', bytes, sheet: null }, clock);
    for await (const { line } of open.rows()) if (line === 10) break;
    expect(clock.pendingTimers).toBe(0);
  });
});
