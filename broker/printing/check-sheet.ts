import { GateError } from '#core/errors/gate-error.js';
import { BARS_QUIET, QR_QUIET, type FaceBars, type FaceQr } from '#core/print/card-face.js';
import { cardFace } from '#core/print/faces.js';
import { grown, moved, type Box } from '#core/print/paper.js';
import type { PrintedPass } from '#core/print/printed-pass.js';
import type { Place, SheetLayout } from '#core/print/sheet-layout.js';
import { readCode128 } from './code128-reader.js';
import { cropped, inkBox, isInk, type GrayImage } from './gray-image.js';
import { DOTS_PER_MM } from './pdf-raster.js';
import { readQr } from './qr-reader.js';
import { qrModules } from './qr-symbol.js';

/** How far the picture may differ from the drawing, in dots: rounding at both edges. */
const TOLERANCE = 1.5;
/** Scan lines across a Code 128, in units of its height. */
const SCAN_LINES = [0.2, 0.5, 0.8];

/**
 * Reads both codes of one pass back from the picture of its sheet: each must stand exactly where it belongs, have its
 * white edge, and say what the pass says.
 * @throws GateError `print-unreadable` naming the pass, the sheet and the place
 */
export function checkPass(
  image: GrayImage,
  pass: PrintedPass,
  at: { place: Place; layout: SheetLayout },
): void {
  const { place, layout } = at;
  for (const item of cardFace(layout.choice.template, { compound: '', pass })) {
    const problem = problemOf(image, item, place.box);
    if (problem === null) continue;
    const code = item.kind === 'qr' ? 'QR' : 'Code 128';
    const { sheet, slot } = place;
    throw new GateError('print-unreadable', { code, pass: pass.pass, sheet, place: slot, problem });
  }
}

function problemOf(image: GrayImage, item: ReturnType<typeof cardFace>[number], corner: Box): string | null {
  if (item.kind === 'qr') return qrProblem(image, { ...item, box: moved(item.box, corner) });
  if (item.kind === 'bars') return barsProblem(image, { ...item, box: moved(item.box, corner) });
  return null;
}

function qrProblem(image: GrayImage, { text, box }: FaceQr): string | null {
  const expected = qrModules(text);
  const unit = box.width / expected.length;
  const part = cropped(image, inDots(grown(box, QR_QUIET * unit)));
  const symbol = inDots({ x: QR_QUIET * unit, y: QR_QUIET * unit, width: box.width, height: box.height });
  if (!isFilledBy(part, symbol)) return MISPLACED;
  const read = readQr(part);
  if (read !== text) return read === null ? 'it is not readable' : 'it says something else';
  const wrong = expected.flatMap((row, y) =>
    row.filter((isDark, x) => {
      const dot = {
        x: symbol.x + (x + 0.5) * unit * DOTS_PER_MM,
        y: symbol.y + (y + 0.5) * unit * DOTS_PER_MM,
      };
      return isInk(part, dot.x, dot.y) !== isDark;
    }),
  );
  return wrong.length === 0 ? null : `${wrong.length} of its fields have the wrong colour`;
}

function barsProblem(image: GrayImage, { text, box, module }: FaceBars): string | null {
  const quiet = BARS_QUIET * module;
  const part = cropped(image, inDots({ ...box, x: box.x - quiet, width: box.width + 2 * quiet }));
  const reads = SCAN_LINES.map((share) => {
    const row = Math.floor(share * part.height);
    return readCode128(part.data.subarray(row * part.width, (row + 1) * part.width));
  });
  const [first] = reads;
  if (first === null || first === undefined || reads.includes(null)) return 'it is not readable';
  if (reads.some((read) => read?.text !== text)) return 'it says something else';
  const symbol = inDots({ x: quiet, y: 0, width: first.modules * module, height: box.height });
  return isFilledBy(part, symbol) ? null : MISPLACED;
}

const MISPLACED = 'it is not exactly where it belongs, or something stands in the white around it';

/** Whether the ink of the part reaches to all four sides of the box, and not beyond. */
function isFilledBy(part: GrayImage, box: Box): boolean {
  const ink = inkBox(part);
  if (ink === null) return false;
  const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= TOLERANCE;
  return (
    isNear(ink.x, box.x) &&
    isNear(ink.y, box.y) &&
    isNear(ink.x + ink.width, box.x + box.width) &&
    isNear(ink.y + ink.height, box.y + box.height)
  );
}

function inDots(box: Box): Box {
  return {
    x: box.x * DOTS_PER_MM,
    y: box.y * DOTS_PER_MM,
    width: box.width * DOTS_PER_MM,
    height: box.height * DOTS_PER_MM,
  };
}
