import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PrintedPass } from '#core/print/printed-pass.js';
import { KnownCharacters } from '#broker/printing/known-characters.js';
import { PdfPaper } from '#broker/printing/pdf-paper.js';
import { openFont } from '#broker/printing/print-font.js';
import { drawSignatureLists, ROWS_PER_PAGE, signatureLists } from '#broker/printing/signature-list.js';
import { pdfText } from '../../support/pdf-text.js';
import { CHINESE_FONT, printedPass, printedPasses } from '../../support/printed-passes.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';

function flatsOf(passes: readonly PrintedPass[]): unknown {
  return signatureLists(passes).map(({ building, passes: list }) => [building, list.map(({ flat }) => flat)]);
}

describe('the signature lists', () => {
  const folder = temporaryFolder();

  it('are one for each building, by unit and room', () => {
    const flats = ['12-1-101', '3-10-101', '3-2-1001', '3-2-501', null, '3-2-501'];
    expect(flatsOf(flats.map((flat, index) => printedPass(index, { flat })))).toEqual([
      ['3', ['3-2-501', '3-2-501', '3-2-1001', '3-10-101']],
      ['12', ['12-1-101']],
      [null, [null]],
    ]);
  });

  async function textOf(passes: readonly PrintedPass[]): Promise<string[]> {
    const path = join(folder, 'signatures.pdf');
    const font = await openFont(CHINESE_FONT ?? '');
    const order = {
      compound: '丽江花园',
      passes,
      layout: { template: 'card', single: false, startAt: 1, offset: { x: 0, y: 0 } },
      fontPath: '',
      printedAt: 0,
      printedOn: '2026-01-05',
      sheetsPath: '',
      signaturesPath: path,
    } as const;
    const paper = new PdfPaper({ path, font, title: 'x', madeAt: 0 });
    await drawSignatureLists(order, paper, new KnownCharacters(font));
    return pdfText(path);
  }

  it.skipIf(CHINESE_FONT === null)('show flat, kind and the last four of the code, and no name', async () => {
    const pass = printedPass(1, { flat: '3-2-501', code: '7F3K2QDM' });
    const [text = ''] = await textOf([pass]);
    for (const part of ['丽江花园', '3 栋 Building 3', '3-2-501', '购物证', '2QDM', '2026-01-05', '签名']) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('7F3K');
    expect(text).not.toContain('姓名');
  });

  it.skipIf(CHINESE_FONT === null)('show names where they were asked for', async () => {
    const [text = ''] = await textOf([printedPass(1, { name: '王芳' })]);
    expect(text).toContain('姓名');
    expect(text).toContain('王芳');
  });

  it.skipIf(CHINESE_FONT === null)('go on over pages and begin a new page for each building', async () => {
    const many = printedPasses(ROWS_PER_PAGE + 1).map((pass) => ({ ...pass, flat: `3-1-${pass.pass}` }));
    const pages = await textOf([...many, printedPass(99, { flat: '4-1-101' })]);
    expect(pages).toHaveLength(3);
    expect(pages.map((text) => /Page (\d \/ \d)/.exec(text)?.[1])).toEqual(['1 / 2', '2 / 2', '1 / 1']);
    expect(pages[2]).toContain('4-1-101');
  });
});
