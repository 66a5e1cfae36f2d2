import { GateError, messageOf } from '#core/errors/gate-error.js';
import { PASS_KIND_WORDS } from '#core/pass/pass-kind-words.js';
import { SheetLayout } from '#core/print/sheet-layout.js';
import { checkSheets } from './check-sheets.js';
import { drawSheets } from './draw-sheets.js';
import { KnownCharacters, namedCharacters } from './known-characters.js';
import { PdfPaper } from './pdf-paper.js';
import { openPdfRaster, type OpenRaster } from './pdf-raster.js';
import { openFont } from './print-font.js';
import type { Press, PrintOrder, PrintReport, PrintWatch } from './print-order.js';
import { missingCharacters } from './missing-characters.js';
import { drawSignatureLists } from './signature-list.js';

/** A press that works in this thread and sees its sheets through the given raster. */
export function pressWith(openRaster: OpenRaster): Press {
  return async (order, watch) => {
    try {
      return await pressed(order, watch, openRaster);
    } catch (cause) {
      if (cause instanceof GateError || watch.signal.aborted) throw cause;
      throw new GateError('print-failed', { problem: messageOf(cause) }, { cause });
    }
  };
}

/** Prints in this thread: it is busy for as long as that takes. */
export const press: Press = pressWith(openPdfRaster);

async function pressed(order: PrintOrder, watch: PrintWatch, openRaster: OpenRaster): Promise<PrintReport> {
  const layout = new SheetLayout(order.layout);
  const font = await openFont(order.fontPath);
  const characters = new KnownCharacters(font);
  demandChinese(characters, order.fontPath);
  const paper = (path: string): PdfPaper =>
    new PdfPaper({ path, font, title: order.compound, madeAt: order.printedAt });
  await drawSheets(order, { paper: paper(order.sheetsPath), layout, characters });
  await checkSheets(order, watch, { layout, openRaster });
  if (order.signaturesPath !== null) {
    await drawSignatureLists(order, paper(order.signaturesPath), characters);
  }
  return { warnings: missingCharacters(order, characters) };
}

/** Every pass says in Chinese what it is; a font that cannot say it is the wrong one. */
function demandChinese(characters: KnownCharacters, path: string): void {
  const needed = Object.values(PASS_KIND_WORDS).map(({ zh, en }) => zh + en);
  const missing = characters.missing(needed.join(''));
  if (missing.length === 0) return;
  const problem = `it does not know ${namedCharacters(missing)}`;
  throw new GateError('print-font-unusable', { path, problem });
}
