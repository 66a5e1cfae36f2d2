import { A4, type Size, type Spot } from './paper.js';

export const TEMPLATE_NAMES = ['card', 'hang-card', 'label'] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

/** Where the places for passes lie on one page. */
export interface Grid {
  readonly page: Size;
  readonly columns: number;
  readonly rows: number;
  /** Upper left corner of the first place. */
  readonly origin: Spot;
  /** From one place to the next; a pitch larger than the pass leaves a gap between them. */
  readonly pitch: Size;
}

/** One form of printed pass: its cut size, and how many of it share a sheet. */
export interface Template {
  readonly size: Size;
  /** Nothing is printed nearer to the cut than this. */
  readonly inset: number;
  /** Several on A4, with crop marks. */
  readonly sheet: Grid;
  /** One a page of its own size, for label rolls, card printers and A6 paper. */
  readonly single: Grid;
}

/** Bank-card size (ISO/IEC 7810 ID-1). The gap between the columns has room for crop marks. */
const CARD: Size = { width: 85.6, height: 54 };
const HANG_CARD: Size = { width: 105, height: 148 };
const LABEL: Size = { width: 60, height: 40 };

export const TEMPLATES: Readonly<Record<TemplateName, Template>> = {
  card: {
    size: CARD,
    inset: 3,
    sheet: {
      page: A4,
      columns: 2,
      rows: 5,
      origin: { x: 14.4, y: 13.5 },
      pitch: { width: 95.6, height: CARD.height },
    },
    single: alone(CARD),
  },
  'hang-card': {
    size: HANG_CARD,
    inset: 8,
    // A4 cut twice in the middle; half a millimetre is left over above and below.
    sheet: { page: A4, columns: 2, rows: 2, origin: { x: 0, y: 0.5 }, pitch: HANG_CARD },
    single: alone(HANG_CARD),
  },
  label: {
    size: LABEL,
    inset: 1,
    sheet: { page: A4, columns: 3, rows: 6, origin: { x: 15, y: 28.5 }, pitch: LABEL },
    single: alone(LABEL),
  },
};

function alone(size: Size): Grid {
  return { page: size, columns: 1, rows: 1, origin: { x: 0, y: 0 }, pitch: size };
}

/** More than this no printer is off by; a larger offset is a typing mistake. */
const LARGEST_OFFSET = 5;

/** How far the print may be moved in any direction so that nothing of it leaves the page. */
export function offsetLimit(template: Template, grid: Grid): number {
  const { origin, pitch, page } = grid;
  const right = page.width - origin.x - (grid.columns - 1) * pitch.width - template.size.width;
  const below = page.height - origin.y - (grid.rows - 1) * pitch.height - template.size.height;
  return Math.min(LARGEST_OFFSET, template.inset + Math.min(origin.x, origin.y, right, below));
}
