import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { describe, expect, it } from 'vitest';
import type { PrintedPass } from '#core/print/printed-pass.js';
import { SheetLayout, type LayoutChoice } from '#core/print/sheet-layout.js';
import { TEMPLATE_NAMES } from '#core/print/templates.js';
import type { GrayImage } from '#broker/printing/gray-image.js';
import { DOTS_PER_MM, openPdfRaster, type OpenRaster } from '#broker/printing/pdf-raster.js';
import { press, pressWith } from '#broker/printing/press.js';
import type { PrintOrder, PrintProgress, PrintWatch } from '#broker/printing/print-order.js';
import { expectGateError } from '../../support/assert-gate-error.js';
import { CHINESE_FONT, printedPass, printedPasses } from '../../support/printed-passes.js';
import { pdfText } from '../../support/pdf-text.js';
import { temporaryFolder } from '../../journeys/support/temporary-folder.js';

/** Set it to 1000 for the whole batch of the requirement; it takes about half a minute then. */
const MANY = Number(process.env['GATEHOUSE_PRINTED'] ?? 40);
/** No file of Chinese characters, and part of a package that is installed anyway. */
const LATIN_FONT = join(import.meta.dirname, '../../../node_modules/bwip-js/fonts/Inconsolata.otf');

const CARDS: LayoutChoice = { template: 'card', single: false, startAt: 1, offset: { x: 0, y: 0 } };

describe.skipIf(CHINESE_FONT === null)('the press', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();

  function orderOf(passes: readonly PrintedPass[], changes: Partial<PrintOrder> = {}): PrintOrder {
    return {
      compound: '丽江花园',
      passes,
      layout: CARDS,
      fontPath: CHINESE_FONT ?? '',
      printedAt: 1_767_574_800_000,
      printedOn: '2026-01-05',
      sheetsPath: join(folder, 'sheets.pdf'),
      signaturesPath: null,
      ...changes,
    };
  }

  function watching(): PrintWatch & { readonly told: PrintProgress[] } {
    const told: PrintProgress[] = [];
    return { told, onProgress: (progress) => told.push(progress), signal: new AbortController().signal };
  }

  /** A press whose sheets somebody has spoilt before they are read back. */
  function spoilt(spoil: (image: GrayImage, page: number) => GrayImage): OpenRaster {
    return async (pdf) => {
      const raster = await openPdfRaster(pdf);
      return { ...raster, page: async (number) => spoil(await raster.page(number), number) };
    };
  }

  it.each(
    TEMPLATE_NAMES.flatMap((template) => [
      { template, single: false, startAt: 3, offset: { x: 1.3, y: -2.7 } },
      { template, single: true, startAt: 1, offset: { x: 0.4, y: -0.9 } },
    ]),
  )('prints and reads back $template, single: $single', async (layout) => {
    const passes = [
      ...printedPasses(3),
      printedPass(4, { name: '王芳、李强', card: '0012345678', lastDay: '2026-02-04', kind: 'medical' }),
      printedPass(5, { flat: null, kind: 'visitor' }),
    ];
    const watch = watching();
    const report = await press(orderOf(passes, { layout }), watch);
    expect(report).toEqual({ warnings: [] });
    expect(watch.told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5]);
    const raster = await openPdfRaster(await readFile(join(folder, 'sheets.pdf')));
    expect(raster.pages).toBe(new SheetLayout(layout).sheetsFor(5));
    raster.close();
  });

  it('embeds the characters it uses and no others, as text that can be searched', async () => {
    const [pass] = printedPasses(1);
    await press(orderOf(pass === undefined ? [] : [pass]), watching());
    const pdf = await readFile(join(folder, 'sheets.pdf'));
    expect(pdf.length).toBeLessThan(150 * 1024);
    const [text = ''] = await pdfText(join(folder, 'sheets.pdf'));
    expect(text).toContain('丽江花园');
    expect(text).toContain('购物证');
    expect(text).toContain(pass?.flat);
    expect(text).toContain('请按 100% 打印 Print at 100 %');
  });

  it(`prints ${MANY} passes, one sheet after the other, and tells how far it is`, async () => {
    const watch = watching();
    await press(orderOf(printedPasses(MANY)), watch);
    expect(watch.told.length).toBe(MANY);
    expect(watch.told[0]).toEqual({ done: 1, total: MANY });
    expect(watch.told.at(-1)).toEqual({ done: MANY, total: MANY });
  }, 600_000);

  describe('stops the whole batch, and names pass, sheet and place,', () => {
    const passes = printedPasses(12);

    async function expectStopped(spoil: (image: GrayImage, page: number) => GrayImage): Promise<string> {
      const work = pressWith(spoilt(spoil));
      const error = await expectGateError(() => work(orderOf(passes), watching()), 'print-unreadable');
      return error.message;
    }

    it('when a QR is covered', async () => {
      const message = await expectStopped((image, page) =>
        page === 2 ? painted(image, { x: 20, y: 28, width: 20, height: 20 }, 255) : image,
      );
      expect(message).toContain('the QR of pass p-11 (sheet 2, place 1)');
    });

    it('when a corner of a QR is covered, although it could still be read', async () => {
      const message = await expectStopped((image, page) =>
        page === 2 ? painted(image, { x: 40, y: 40, width: 3, height: 3 }, 255) : image,
      );
      expect(message).toContain('the QR of pass p-11 (sheet 2, place 1)');
      expect(message).toContain('have the wrong colour');
    });

    it('when bars are covered', async () => {
      // The second card of the second sheet begins at 110 mm; its bars at 47.1 mm from there.
      const message = await expectStopped((image, page) =>
        page === 2 ? painted(image, { x: 160, y: 53, width: 4, height: 8 }, 0) : image,
      );
      expect(message).toContain('the Code 128 of pass p-12 (sheet 2, place 2)');
    });

    it('when something stands in the white edge of a QR', async () => {
      const message = await expectStopped((image) =>
        painted(image, { x: 14.4 + 4.5, y: 40, width: 0.5, height: 0.5 }, 0),
      );
      expect(message).toContain('the QR of pass p-1 (sheet 1, place 1)');
      expect(message).toContain('in the white around it');
    });

    it('when a sheet is scaled to fit', async () => {
      expect(await expectStopped((image) => scaled(image, 0.97))).toContain('exactly where it belongs');
    });

    it('when two passes are exchanged', async () => {
      const [first, second, ...rest] = passes;
      if (first === undefined || second === undefined) throw new Error('there are two');
      const swapped: OpenRaster = async () => {
        const other = join(folder, 'other.pdf');
        await press(orderOf([second, first, ...rest], { sheetsPath: other }), watching());
        return openPdfRaster(await readFile(other));
      };
      const work = pressWith(swapped);
      const error = await expectGateError(() => work(orderOf(passes), watching()), 'print-unreadable');
      expect(error.message).toContain('says something else');
      expect(error.details).toMatchObject({ pass: 'p-1', sheet: 1, place: 1 });
    });
  });

  it('names characters that the font does not have', async () => {
    const { warnings } = await press(orderOf([printedPass(1, { name: '王\u{e123}' })]), watching());
    expect(warnings).toEqual(['the name on pass p-1 is not complete, the font has no \u{e123} (U+E123)']);
  });

  it('refuses a font that cannot say in Chinese what a pass is', async () => {
    const order = orderOf(printedPasses(1), { fontPath: LATIN_FONT });
    const error = await expectGateError(() => press(order, watching()), 'print-font-unusable');
    expect(error.message).toContain('证 (U+8BC1)');
  });

  it('says when its file cannot be written', async () => {
    const order = orderOf(printedPasses(1), { sheetsPath: join(folder, 'nowhere', 'sheets.pdf') });
    const error = await expectGateError(() => press(order, watching()), 'print-failed');
    expect(error.message).toContain('ENOENT');
  });

  it('prints the same twice', async () => {
    const passes = printedPasses(2);
    await press(orderOf(passes), watching());
    const first = await readFile(join(folder, 'sheets.pdf'));
    await press(orderOf(passes), watching());
    expect(first.equals(await readFile(join(folder, 'sheets.pdf')))).toBe(true);
  });
});

/** The picture with a box of one colour; the box in mm. */
function painted(
  image: GrayImage,
  box: { x: number; y: number; width: number; height: number },
  colour: number,
): GrayImage {
  const data = Uint8Array.from(image.data);
  const dots = (mm: number): number => Math.round(mm * DOTS_PER_MM);
  for (let y = dots(box.y); y < dots(box.y + box.height); y += 1) {
    data.fill(colour, y * image.width + dots(box.x), y * image.width + dots(box.x + box.width));
  }
  return { ...image, data };
}

/** The picture as a printer draws it that fits pages to its margins. */
function scaled(image: GrayImage, factor: number): GrayImage {
  const data = new Uint8Array(image.data.length).fill(255);
  for (let y = 0; y < Math.floor(image.height * factor); y += 1) {
    for (let x = 0; x < Math.floor(image.width * factor); x += 1) {
      const from = Math.floor(y / factor) * image.width + Math.floor(x / factor);
      data[y * image.width + x] = image.data[from] ?? 255;
    }
  }
  return { ...image, data };
}
