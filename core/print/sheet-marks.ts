import type { Segment, Spot } from './paper.js';
import type { SheetLayout } from './sheet-layout.js';
import type { TemplateName } from './templates.js';

/** Between the cut edge and its mark, and the length of a mark. */
const MARK_GAP = 1;
const MARK_LENGTH = 4;
/** Two edges nearer than this are one cut. */
const SAME_CUT = 0.1;

/** What is printed on a sheet besides its passes. */
export interface SheetMarks {
  /** Where to cut. */
  readonly crop: readonly Segment[];
  /** Exactly 100 mm, to be checked with a ruler; null where a page has no room for it. */
  readonly checkLine: CheckLine | null;
}

export interface CheckLine extends Segment {
  readonly isUpright: boolean;
}

export const CHECK_LINE_LENGTH = 100;

/** Upper or left end of the check line, measured from the paper's edges; it stands where no pass is printed. */
const CHECK_LINE_AT: Readonly<Record<TemplateName, { readonly start: Spot; readonly isUpright: boolean }>> = {
  card: { start: { x: 55, y: 7 }, isUpright: false },
  'hang-card': { start: { x: 5.5, y: 6 }, isUpright: true },
  label: { start: { x: 55, y: 7 }, isUpright: false },
};

export function sheetMarks(layout: SheetLayout): SheetMarks {
  const { single, offset } = layout.choice;
  const crop = single ? [] : cropMarks(layout);
  const line = checkLine(layout);
  return {
    crop: crop.map((mark) => shifted(mark, offset)),
    checkLine: line === null ? null : { ...line, ...shifted(line, offset) },
  };
}

function checkLine({ choice, grid }: SheetLayout): CheckLine | null {
  const { start, isUpright } = CHECK_LINE_AT[choice.template];
  const to = isUpright
    ? { x: start.x, y: start.y + CHECK_LINE_LENGTH }
    : { x: start.x + CHECK_LINE_LENGTH, y: start.y };
  const hasRoom = to.x <= grid.page.width && to.y <= grid.page.height;
  return hasRoom && !(choice.single && !isUpright) ? { from: start, to, isUpright } : null;
}

/**
 * A mark at both ends of every cut, outside of the passes. Where passes reach to the edge of the page, the marks lie on
 * the cut between them.
 */
function cropMarks({ grid, template }: SheetLayout): Segment[] {
  const { origin, pitch, page } = grid;
  const columns = cuts({
    from: origin.x,
    pitch: pitch.width,
    size: template.size.width,
    count: grid.columns,
    page: page.width,
  });
  const rows = cuts({
    from: origin.y,
    pitch: pitch.height,
    size: template.size.height,
    count: grid.rows,
    page: page.height,
  });
  const [top, bottom] = ends(origin.y, origin.y + grid.rows * pitch.height, page.height);
  const [left, right] = ends(
    origin.x,
    origin.x + (grid.columns - 1) * pitch.width + template.size.width,
    page.width,
  );
  return [
    ...columns.flatMap((x) => [top, bottom].map(([a, b]) => ({ from: { x, y: a }, to: { x, y: b } }))),
    ...rows.flatMap((y) => [left, right].map(([a, b]) => ({ from: { x: a, y }, to: { x: b, y } }))),
  ];
}

/** The lines to cut along one direction; none at the edge of the paper, and one where two passes touch. */
function cuts(row: { from: number; pitch: number; size: number; count: number; page: number }): number[] {
  const edges = Array.from({ length: row.count }, (_, index) => row.from + index * row.pitch).flatMap(
    (at) => [at, at + row.size],
  );
  const inside = edges.filter((at) => at > MARK_GAP && at < row.page - MARK_GAP);
  return inside.filter(
    (at, index) => !inside.slice(0, index).some((other) => Math.abs(other - at) < SAME_CUT),
  );
}

/** Where marks begin and end before and behind the passes. */
function ends(from: number, to: number, page: number): readonly [Range, Range] {
  const outside = MARK_GAP + MARK_LENGTH;
  const before: Range = from >= outside ? [from - outside, from - MARK_GAP] : [0, MARK_LENGTH];
  const behind: Range = page - to >= outside ? [to + MARK_GAP, to + outside] : [page - MARK_LENGTH, page];
  return [before, behind];
}

type Range = readonly [number, number];

function shifted({ from, to }: Segment, by: Spot): Segment {
  return {
    from: { x: from.x + by.x, y: from.y + by.y },
    to: { x: to.x + by.x, y: to.y + by.y },
  };
}
