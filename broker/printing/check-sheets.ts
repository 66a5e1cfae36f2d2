import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { GateError } from '#core/errors/gate-error.js';
import type { Size } from '#core/print/paper.js';
import type { SheetLayout } from '#core/print/sheet-layout.js';
import { checkPass } from './check-sheet.js';
import type { GrayImage } from './gray-image.js';
import { DOTS_PER_MM, type OpenRaster } from './pdf-raster.js';
import type { PrintOrder, PrintWatch } from './print-order.js';

interface CheckTools {
  readonly layout: SheetLayout;
  readonly openRaster: OpenRaster;
}

/**
 * Reads every pass back from the finished file, one sheet at a time, so that memory stays bounded.
 * @throws GateError `print-unreadable`, `print-failed`
 */
export async function checkSheets(order: PrintOrder, watch: PrintWatch, tools: CheckTools): Promise<void> {
  const { passes } = order;
  const { layout } = tools;
  const raster = await tools.openRaster(await readFile(order.sheetsPath));
  try {
    const expected = layout.sheetsFor(passes.length);
    if (raster.pages !== expected) {
      throw new GateError('print-failed', { problem: `${raster.pages} sheets instead of ${expected}` });
    }
    for (let sheet = 1; sheet <= expected; sheet += 1) {
      const image = await raster.page(sheet);
      demandSize(image, layout.grid.page);
      await checkSheet({ sheet, image }, order, { layout, watch });
    }
  } finally {
    raster.close();
  }
}

async function checkSheet(
  { sheet, image }: { readonly sheet: number; readonly image: GrayImage },
  { passes }: PrintOrder,
  { layout, watch }: { readonly layout: SheetLayout; readonly watch: PrintWatch },
): Promise<void> {
  const { from, to } = layout.indexesOn(sheet);
  for (const [count, pass] of passes.slice(from, to).entries()) {
    watch.signal.throwIfAborted();
    checkPass(image, pass, { place: layout.placeOf(from + count), layout });
    watch.onProgress({ done: from + count + 1, total: passes.length });
    await setImmediate();
  }
}

function demandSize(image: Size, page: Size): void {
  const isRight =
    Math.abs(image.width - page.width * DOTS_PER_MM) <= 1 &&
    Math.abs(image.height - page.height * DOTS_PER_MM) <= 1;
  if (isRight) return;
  const problem = `a page is not ${page.width} x ${page.height} mm`;
  throw new GateError('print-failed', { problem });
}
