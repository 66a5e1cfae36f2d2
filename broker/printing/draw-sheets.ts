import { cardFace } from '#core/print/faces.js';
import type { FaceItem, FaceText } from '#core/print/card-face.js';
import { moved, MM_PER_POINT, type Box, type Spot } from '#core/print/paper.js';
import type { SheetLayout } from '#core/print/sheet-layout.js';
import { sheetMarks, type CheckLine } from '#core/print/sheet-marks.js';
import { code128Widths } from './bars-symbol.js';
import { fittedText } from './fitted-text.js';
import type { KnownCharacters } from './known-characters.js';
import type { PdfPaper } from './pdf-paper.js';
import type { PrintOrder } from './print-order.js';
import { qrModules } from './qr-symbol.js';

const CHECK_CAPTION = '100 mm  请按 100% 打印 Print at 100 %';
const CAPTION_SIZE = 6;
const TICK = 1.5;
/** Where the baseline of a line of text lies in its box, in units of the size of its type. */
const BASELINE = 0.92;

interface DrawTools {
  readonly paper: PdfPaper;
  readonly layout: SheetLayout;
  readonly characters: KnownCharacters;
}

/** Draws all passes of an order on their sheets. */
export async function drawSheets(order: PrintOrder, tools: DrawTools): Promise<void> {
  const { paper, layout } = tools;
  let sheet = 0;
  for (const [index, pass] of order.passes.entries()) {
    const place = layout.placeOf(index);
    if (place.sheet !== sheet) {
      await paper.newPage(layout.grid.page);
      drawMarks(tools);
      sheet = place.sheet;
    }
    for (const item of cardFace(order.layout.template, { compound: order.compound, pass })) {
      drawItem(item, place.box, tools);
    }
  }
  await paper.finish();
}

function drawMarks({ paper, layout }: DrawTools): void {
  const { crop, checkLine } = sheetMarks(layout);
  for (const mark of crop) paper.stroke(mark);
  if (checkLine !== null) drawCheckLine(checkLine, paper);
}

function drawCheckLine({ from, to, isUpright }: CheckLine, paper: PdfPaper): void {
  const across: Spot = isUpright ? { x: TICK, y: 0 } : { x: 0, y: TICK };
  paper.stroke({ from, to });
  for (const { x, y } of [from, to]) {
    paper.stroke({ from: { x: x - across.x, y: y - across.y }, to: { x: x + across.x, y: y + across.y } });
  }
  const below = isUpright ? { x: to.x - 0.7, y: to.y + 2 } : { x: to.x + 2, y: to.y + 0.7 };
  paper.letter({ text: CHECK_CAPTION, size: CAPTION_SIZE, at: below, isUpright });
}

function drawItem(item: FaceItem, corner: Spot, tools: DrawTools): void {
  switch (item.kind) {
    case 'text':
      drawText({ ...item, box: moved(item.box, corner) }, tools);
      break;
    case 'qr':
      drawQr(item.text, moved(item.box, corner), tools.paper);
      break;
    case 'bars':
      tools.paper.fill(barsOf(item.text), moved(item.box, corner), {
        width: item.module,
        height: item.box.height,
      });
      break;
    case 'hole':
      tools.paper.circle({ x: item.center.x + corner.x, y: item.center.y + corner.y }, item.radius);
      break;
  }
}

function drawText(item: FaceText, { paper, characters }: DrawTools): void {
  const known = { ...item, text: characters.printable(item.text) };
  const { text, size } = fittedText(known, (part, points) => paper.widthOf(part, points));
  const { box, align } = item;
  const share = { left: 0, center: 0.5, right: 1 }[align];
  const baseline = box.y + BASELINE * item.size * MM_PER_POINT;
  paper.letter({ text, size, align, at: { x: box.x + share * box.width, y: baseline } });
}

function drawQr(text: string, box: Box, paper: PdfPaper): void {
  const modules = qrModules(text);
  const unit = box.width / modules.length;
  paper.fill(modules.flatMap(runsOf), box, { width: unit, height: unit });
}

/** The dark stretches of one row, in modules. */
function runsOf(row: readonly boolean[], y: number): Box[] {
  const runs: Box[] = [];
  let from = 0;
  for (let x = 0; x <= row.length; x += 1) {
    if (row[x] === true) continue;
    if (x > from) runs.push({ x: from, y, width: x - from, height: 1 });
    from = x + 1;
  }
  return runs;
}

/** The bars of a Code 128, in modules. */
function barsOf(text: string): Box[] {
  let x = 0;
  return code128Widths(text).flatMap((width, index) => {
    const bar = { x, y: 0, width, height: 1 };
    x += width;
    return index % 2 === 0 ? [bar] : [];
  });
}
