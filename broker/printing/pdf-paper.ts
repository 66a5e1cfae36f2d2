import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import PDFDocument from 'pdfkit';
import { MM_PER_POINT, type Box, type Segment, type Size, type Spot } from '#core/print/paper.js';
import type { Instant } from '#core/units/instant.js';
import type { PrintFont } from './print-font.js';

export interface PaperOptions {
  /** The file that is written; an old one is overwritten. */
  readonly path: string;
  readonly font: PrintFont;
  readonly title: string;
  readonly madeAt: Instant;
}

/** One line of text at a baseline. */
export interface Lettering {
  readonly text: string;
  /** Points. */
  readonly size: number;
  /** Where the baseline begins, or ends, or has its middle. */
  readonly at: Spot;
  readonly align?: 'left' | 'center' | 'right';
  /** Turned a quarter clockwise: read from above to below. */
  readonly isUpright?: boolean;
}

const POINTS = 1 / MM_PER_POINT;
/** Names of residents may stand in it. */
const OWNER_ONLY = 0o600;

/** A PDF that is written to its file page by page. Everything is measured in millimetres from the upper left corner. */
export class PdfPaper {
  readonly #document: PDFKit.PDFDocument;
  readonly #written: Promise<void>;

  constructor({ path, font, title, madeAt }: PaperOptions) {
    this.#document = new PDFDocument({
      autoFirstPage: false,
      margin: 0,
      info: { Title: title, Creator: 'Gatehouse', Producer: 'Gatehouse', CreationDate: new Date(madeAt) },
    });
    const file = createWriteStream(path, { mode: OWNER_ONLY });
    this.#written = finished(file);
    // Until somebody waits for it, a full disk must not count as an unhandled fault.
    this.#written.catch(() => undefined);
    this.#document.pipe(file);
    this.#document.font(font.bytes, font.face);
  }

  /** Begins a page; what was drawn before goes to the file. */
  async newPage({ width, height }: Size): Promise<void> {
    await setImmediate();
    this.#document.addPage({ size: [width * POINTS, height * POINTS], margin: 0 });
  }

  /** How wide the text would be, in millimetres. */
  widthOf(text: string, size: number): number {
    return this.#document.fontSize(size).widthOfString(text) * MM_PER_POINT;
  }

  letter({ text, size, at, align = 'left', isUpright = false }: Lettering): void {
    const before = align === 'left' ? 0 : this.widthOf(text, size) * (align === 'center' ? 0.5 : 1);
    const document = this.#document.save().translate(at.x * POINTS, at.y * POINTS);
    if (isUpright) document.rotate(90);
    document
      .fillColor('black')
      .fontSize(size)
      .text(text, -before * POINTS, 0, { lineBreak: false, baseline: 'alphabetic' })
      .restore();
  }

  /** Rectangles in one fill, so that no seam shows between those that touch. They are counted in units of a length. */
  fill(rectangles: Iterable<Box>, at: Spot, unit: Size): void {
    const document = this.#document.save().translate(at.x * POINTS, at.y * POINTS);
    document.scale(unit.width * POINTS, unit.height * POINTS);
    for (const { x, y, width, height } of rectangles) document.rect(x, y, width, height);
    document.fill('black').restore();
  }

  stroke({ from, to }: Segment, weight = 0.2): void {
    this.#document
      .moveTo(from.x * POINTS, from.y * POINTS)
      .lineTo(to.x * POINTS, to.y * POINTS)
      .lineWidth(weight * POINTS)
      .stroke('black');
  }

  circle(center: Spot, radius: number): void {
    this.#document
      .circle(center.x * POINTS, center.y * POINTS, radius * POINTS)
      .lineWidth(0.2 * POINTS)
      .stroke('black');
  }

  /** Writes the rest, the font with it, and closes the file. */
  async finish(): Promise<void> {
    this.#document.end();
    await this.#written;
  }
}
